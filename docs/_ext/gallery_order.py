"""The order of pages in the user guide and in the gallery: basics first."""

ORDER = [
    # docs/questions
    "start",
    "command_line",
    "which_detector",
    "window_size",
    "scores",
    "threshold",
    "alarms",
    "symptoms",
    "dirty_training",
    "isolation_forest",
    "scikit_learn",
    "grid_search",
    "pipelines",
    "many_series",
    "missing_values",
    "save",
    "production",
    "forecast",
    "speed",
    "progress",
    "pitfalls",
    # examples
    "plot_swap_isolation_forest",
    "plot_ecg",
    "plot_choose_threshold",
    "plot_grid_search",
    "plot_event_contributions",
    "plot_many_servers",
    "plot_few_labels",
    "plot_digits",
    "plot_machine_states",
    "plot_scores_as_they_arrive",
]


class PageOrder:
    """Key by which sphinx-gallery sorts files: their place in ``ORDER``."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, filename):
        """Return the place of a file; a file without one fails the build."""
        return ORDER.index(filename.removesuffix(".py"))

    def __repr__(self):
        """Return the same text in each build, as it is part of the configuration."""
        return "PageOrder"
