"""How Sphinx builds these pages: `make docs`. Nothing that they load comes from another host."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)

import triage  # noqa: E402  # found beside this folder, installed or not

project = "Leg weakness triage"
author = "The triage authors"
version = release = triage.__version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "_pages"]
root_doc = "index"
# README.md is the same list for those who read the pages where the code is kept.
exclude_patterns = ["README.md", "_pages", "**/.ipynb_checkpoints"]
# Some examples are faulty on purpose.
suppress_warnings = ["misc.highlighting_failure"]
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types of the inside, which no page is about

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]

# Notebooks are kept without outputs and run when these pages are built; one that fails stops the build.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120
nb_merge_streams = True

autodoc_typehints = "none"  # the signature has them
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}

html_theme = "furo"
default_role = "code"
html_title = f"Leg weakness triage {release}"
html_static_path = ["_static"]
html_css_files = ["print.css", "notebooks.css"]
html_show_sphinx = False
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"top_of_page_buttons": []}
