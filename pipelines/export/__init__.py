"""A frozen copy of an archive, to be cited and handed on: data files and a manifest."""
