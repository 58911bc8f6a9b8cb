"""The window: pages in a browser that show a home, and change nothing. One file for each page.

Whatever a page shows comes from `hub.views`, as on the command line. Pages work without JavaScript, load nothing from
elsewhere, and are opened by GET. What serves and writes them (Starlette, uvicorn, Jinja) is an extra.
"""
