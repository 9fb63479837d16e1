"""The drawn icons: strokes on a grid of 24 by 24, in the colour of the text around them."""

from __future__ import annotations

# name: the inside of the <svg>
ICONS: dict[str, str] = {
    "alert": '<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.6v.2"/>',
    "arrow": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "book": (
        '<path d="M4 5.5A2.5 2.5 0 0 1 6.5 3H20v15H6.5A2.5 2.5 0 0 0 4 20.5z"/>'
        '<path d="M4 20.5A2.5 2.5 0 0 0 6.5 21H20"/>'
    ),
    "cal": '<path d="M4 6h16v15H4zM4 10.5h16M8.5 3v5M15.5 3v5"/>',
    "check": '<path d="M4 12.5 9.5 18 20 6.5"/>',
    "chevron": '<path d="m6 9.5 6 6 6-6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "coin": (
        '<ellipse cx="12" cy="6" rx="8" ry="3"/>'
        '<path d="M4 6v6c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12v6c0 1.7 3.6 3 8 3s8-1.3 8-3v-6"/>'
    ),
    "doc": '<path d="M6 3h8l5 5v13H6z"/><path d="M14 3v5h5M9 13h7M9 17h5"/>',
    "down": '<path d="M12 4v12m0 0 5-5m-5 5-5-5M4 20h16"/>',
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
        '<circle cx="12" cy="12" r="3"/>'
    ),
    "globe": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9s.5-6 3.5-9z"/>'
    ),
    "home": '<path d="m3 11 9-8 9 8v10h-6v-6H9v6H3z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.2"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="m11.5 11.5 8-8M16 7l3 3"/>',
    "left": '<path d="M19 12H5m6 6-6-6 6-6"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.2M4.5 12h.2M4.5 18h.2"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17z"/><path d="m4 6.5 8 6.5 8-6.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "out": '<path d="M14 4H5v16h9M10 12h10m-4-4 4 4-4 4"/>',
    "pen": '<path d="M4 20h4L19.5 8.5a2.8 2.8 0 0 0-4-4L4 16z"/><path d="m13.5 6.5 4 4"/>',
    "phone": '<path d="M7.5 2.5h9v19h-9zM11 18.5h2"/>',
    "play": '<path d="M7 4.5v15l12-7.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": (
        '<path d="M7 8V3h10v5M7 17H4v-7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v7h-3"/>'
        '<path d="M7 14h10v7H7z"/>'
    ),
    "quiz": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M9.5 9.5a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.2 1-1.2 1.9M12 16.8v.2"/>'
    ),
    "scale": (
        '<path d="M12 3v18M7 21h10M4 7h16M7 7l-3.5 7a3.5 3.5 0 0 0 7 0zM17 7l-3.5 7a3.5 3.5 0 0 0 7 0'
        'z"/>'
    ),
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "share": (
        '<circle cx="6" cy="12" r="2.5"/>'
        '<circle cx="17.5" cy="5.5" r="2.5"/>'
        '<circle cx="17.5" cy="18.5" r="2.5"/>'
        '<path d="m8.2 10.8 7-4M8.2 13.2l7 4"/>'
    ),
    "shield": (
        '<path d="M12 3 4.5 6v6c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6z"/>'
        '<path d="m8.5 12 2.5 2.5 4.5-5"/>'
    ),
    "star": '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9L12 16.9l-5.3 2.8 1.1-5.9L3.5 9.7l5.9-.8z"/>',
    "table": '<path d="M3.5 5h17v14h-17zM3.5 10h17M9 5v14"/>',
    "undo": '<path d="M9 14 4 9l5-5"/><path d="M4 9h10a6 6 0 0 1 0 12h-3"/>',
    "up": '<path d="M12 16V4m0 0L7 9m5-5 5 5M4 16v4h16v-4"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.7-4 3.7-6.5 8-6.5s7.3 2.5 8 6.5"/>',
    "users": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.7 '
        '3.5 5.5"/>'
    ),
    "x": '<path d="M6 6l12 12M18 6 6 18"/>',
}
