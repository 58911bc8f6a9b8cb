"""Pictures: where each part of them stands. Templates write them as SVG."""
