"""Numbers that hold across folders, here so that no folder is loaded for them."""

# A loss is reported, and validation is done, once per so many steps of the optimizer.
STEPS_PER_REPORT = 25
