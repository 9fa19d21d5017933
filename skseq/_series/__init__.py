"""Series in one array, and everything that is cut along them."""
