"""What `make docs` writes, one page or folder to a module; all of it comes from the catalogue and the code."""
