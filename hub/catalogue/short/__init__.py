"""Short forms of a route, written out in full before its page is read: `map: same`, `returns: same`, `like: TX`, …"""
