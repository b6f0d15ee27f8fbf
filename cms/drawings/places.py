"""What stands behind the sign of a cover: ten places, 360 by 200, in the colours of the sign.

The sign covers the right; what a place is known by stands on the left.
"""

from collections.abc import Callable, Iterator

from cms.drawings.palettes import INK, Palette
from cms.enums import Drawing

GROUND = 184

Place = Callable[[Iterator[int], Palette], str]


def _fill(colour: str, path: str) -> str:
    return f'<path fill="{colour}" d="{path}"/>' if path else ""


def _stroke(colour: str, path: str, width: int = 3) -> str:
    return f'<path fill="none" stroke="{colour}" stroke-width="{width}" d="{path}"/>'


def _sky(colour: str) -> str:
    return _fill(colour, "M0 0H360V200H0z")


def _sun(palette: Palette, x: int, y: int, radius: int = 20) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{palette.sun}"/>'


def _floor() -> str:
    return _fill(INK, f"M0 {GROUND}H360V200H0z")


def _windows(numbers: Iterator[int], x: int, top: int, width: int, ground: int) -> str:
    path = ""
    for y in range(top + 10, ground - 14, 16):
        for left in range(x + 6, x + width - 8, 12):
            if next(numbers) % 3:
                path += f"M{left} {y}h6v8h-6z"
    return path


def row_of_houses(
    numbers: Iterator[int], *, width: int, ground: int, highest: int, palette: Palette
) -> str:
    """Return houses side by side, up to `width`, standing on `ground`."""
    walls = {palette.wall: "", palette.wall_deep: ""}
    windows = ""
    x = 14 + next(numbers) % 10
    while x < width - 30:
        wide = (26, 34, 46)[next(numbers) % 3]
        if x + wide > width - 6:
            break
        top = highest + next(numbers) % (ground - highest - 50)
        wall = palette.wall if next(numbers) % 2 else palette.wall_deep
        walls[wall] += f"M{x} {top}h{wide}V{ground}H{x}z"
        windows += _windows(numbers, x, top, wide, ground)
        x += wide + (6, 10, 20)[next(numbers) % 3]
    drawn = "".join(_fill(colour, path) for colour, path in walls.items())
    return drawn + _fill(palette.lit, windows)


def houses(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a street of houses by day."""
    row = row_of_houses(numbers, width=330, ground=GROUND, highest=24, palette=palette)
    return _sky(palette.sky) + _sun(palette, 322, 36) + row + _floor()


def night(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a street at night: dark houses, some windows lit, a lamp."""
    lamp = 60 + next(numbers) % 90
    walls = windows = ""
    x = -8
    while x < 340:
        wide = (38, 50, 62)[next(numbers) % 3]
        top = 44 + next(numbers) % 70
        walls += f"M{x} {top}h{wide}V{GROUND}H{x}z"
        for y in range(top + 12, GROUND - 20, 22):
            for left in range(x + 8, x + wide - 10, 14):
                if next(numbers) % 4 == 0:
                    windows += f"M{left} {y}h7v11h-7z"
        x += wide + (4, 8)[next(numbers) % 2]
    stars = "".join(
        f"M{next(numbers) % 180 + 6} {next(numbers) % 34 + 6}h2v2h-2z" for _ in range(9)
    )
    glow = f"M{lamp} 96 {lamp + 44} {GROUND}H{lamp - 60}z"
    return (
        _sky(palette.night)
        + _fill(palette.lit, stars)
        + _fill("#f9a800", "M322 18a20 20 0 1 0 18 30 22 22 0 0 1-18-30z")
        + _fill(INK, walls)
        + _fill("#f9a800", windows)
        + f'<path fill="{palette.lit}" opacity=".3" d="{glow}"/>'
        + _floor()
        + _stroke(palette.lit, f"M{lamp + 22} {GROUND}V94H{lamp - 4}", 4)
    )


def stairwell(numbers: Iterator[int], palette: Palette) -> str:
    """Draw the stairs of a house, the way out marked."""
    rise, run = (18, 28) if next(numbers) % 2 else (15, 24)
    steps, x, y = f"M300 {GROUND}", 300, GROUND
    rail = ""
    for _step in range(7):
        y -= rise
        steps += f"V{y}"
        x -= run
        steps += f"H{x}"
        rail += f"M{x + run // 2} {y}V{y - 40}"
    steps += f"H0V{y + 14}H{x - 4}L{300 - run - 40} {GROUND}z"
    top = y - 40
    sign_x = 18 + next(numbers) % 30
    slope = f"M{x + run // 2} {top}L{300 - run // 2} {GROUND - rise - 40}"
    pane = 150 + next(numbers) % 30
    return (
        _sky(palette.sky)
        + _fill(palette.lit, f"M{pane} 12h64v52h-64z")
        + _fill(palette.sun, f"M{pane + 44} 12h20v20a20 20 0 0 1-20-20z")
        + _stroke(palette.wall, f"M{pane} 12h64v52h-64zM{pane + 32} 12v52")
        + _fill(palette.lit, f"M0 {GROUND - 40}H{x - 4}L{x + 90} {GROUND}H0z")
        + _fill(palette.wall, steps)
        + _stroke(palette.wall_deep, rail + slope + f"M0 {top}H{x + run // 2}", 4)
        + _fill("#1f7a4d", f"M{sign_x} 8h44v20h-44z")
        + _fill("#fff", f"M{sign_x + 8} 16h16v-4l10 6-10 6v-4h-16z")
        + _floor()
    )


def kitchen(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a kitchen: cupboards, hood, a pot on the cooker, tiles behind."""
    tiles = "".join(f"M0 {y}H360" for y in range(20, 120, 20))
    tiles += "".join(f"M{x} 0V118" for x in range(14, 360, 20))
    hood = 62 + next(numbers) % 50
    left = f"M8 0h{hood - 24}v52h-{hood - 24}z"
    right = f"M{hood + 84} 0H360V52H{hood + 84}z"
    doors = "".join(f"M{x} 138v46" for x in range(18 + next(numbers) % 20, 360, 52))
    shelf = "".join(f"M{x} 0v52" for x in range(hood + 132, 360, 48))
    pot = hood + 8
    high = 24 + next(numbers) % 10
    steam = f"M{pot + 18} {108 - high}c-8-9 8-11 0-20M{pot + 36} {108 - high}c-8-9 8-11 0-20"
    return (
        _sky(palette.sky)
        + _stroke(palette.lit, tiles, 2)
        + _fill(palette.wall, left + right)
        + _stroke(palette.sky, shelf, 2)
        + _fill(palette.wall_deep, f"M{hood + 16} 0h28v30l26 22H{hood - 10}l26-22z")
        + _stroke(palette.wall, steam, 3)
        + _fill(
            palette.wall_deep,
            f"M{pot} {122 - high}h54v{high - 6}a6 6 0 0 1-6 6h-42a6 6 0 0 "
            f"1-6-6zM{pot - 10} {126 - high}h74v6h-74zM{pot + 22} {114 - high}h10v8h-10z",
        )
        + _fill(palette.sun, "".join(f"M{pot + x} 130l5-9 5 9z" for x in (6, 22, 38)))
        + _fill(palette.wall, f"M0 130H360V{GROUND}H0z")
        + _fill(palette.wall_deep, "M0 130h360v8H0z")
        + _stroke(palette.wall_deep, doors, 2)
        + _floor()
    )


def works(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a factory: a saw-tooth roof, a chimney, a tank."""
    teeth = 3 + next(numbers) % 2
    wide = 180 // teeth
    roof = "M18 100"
    for tooth in range(teeth):
        roof += f"L{18 + tooth * wide} 64L{18 + (tooth + 1) * wide} 100"
    roof += f"V{GROUND}H18z"
    panes = "".join(
        f"M{18 + tooth * wide + 8} 114h{wide - 16}v18h-{wide - 16}z" for tooth in range(teeth)
    )
    glass = "".join(f"M{18 + t * wide} 74v24h{wide // 2}z" for t in range(teeth))
    stack = 206 + next(numbers) % 24
    smoke = "".join(
        f'<circle cx="{stack + 12 - 14 * n}" cy="{24 - 5 * n}" r="{6 + 3 * n}"/>' for n in range(3)
    )
    door = 40 + next(numbers) % 90
    return (
        _sky(palette.sky)
        + _sun(palette, 60 + next(numbers) % 60, 36, 16)
        + f'<g fill="{palette.lit}">{smoke}</g>'
        + _fill(palette.wall_deep, f"M{stack} 36h20l4 148h-28zM276 92a34 16 0 0 1 68 0v92h-68z")
        + _fill(palette.lit, f"M{stack - 1} 50h22v8h-22zM276 106h68v6h-68z")
        + _fill(palette.wall, roof)
        + _fill(palette.lit, panes + glass)
        + _fill(palette.wall_deep, f"M{door} 144h36v40h-36z")
        + _floor()
    )


def river(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a river with a bridge, from behind the railing of the bank."""
    peak = 40 + next(numbers) % 80
    arches = "".join(f"M{x} 120a26 26 0 0 1 52 0z" for x in range(8, 360, 66))
    waves = ""
    for line in range(3):
        for x in range(next(numbers) % 40 - 20, 360, 70):
            waves += f"M{x} {132 + line * 11}q9-7 18 0t18 0"
    posts = "".join(f"M{x} 154V{GROUND}" for x in range(12, 360, 24))
    return (
        _sky(palette.sky)
        + _sun(palette, 40 + next(numbers) % 150, 34, 16)
        + _fill(palette.lit, f"M0 90 {peak} 46 {peak + 54} 76 {peak + 110} 40 360 96V120H0z")
        + _fill(palette.wall_deep, "M0 86Q180 70 360 86V120H0z")
        + _fill(palette.lit, arches)
        + _fill(palette.wall, f"M0 120H360V{GROUND}H0z")
        + _stroke(palette.lit, waves)
        + _stroke(INK, posts + "M0 156H360", 4)
        + _floor()
    )


def hills(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a village below hills."""
    a, b = 50 + next(numbers) % 60, 190 + next(numbers) % 60
    trees = "".join(
        f"M{x} {132 + next(numbers) % 14}l11 30h-22z"
        for x in range(14, 210, 32 + next(numbers) % 9)
    )
    homes = roofs = ""
    for x in (26 + next(numbers) % 20, 108 + next(numbers) % 20, 168 + next(numbers) % 16):
        homes += f"M{x} 158h34v26h-34z"
        roofs += f"M{x - 6} 160l23-18 23 18z"
    return (
        _sky(palette.sky)
        + _sun(palette, 318, 34, 18)
        + _fill(palette.lit, f"M0 {100} {a} 34 {a + 70} 84 {b} 22 360 96V{GROUND}H0z")
        + _fill(palette.wall, f"M0 140 {a + 30} 76 {a + 84} 118 {b + 44} 70 360 128V{GROUND}H0z")
        + _fill(palette.wall_deep, f"M0 152Q90 128 190 150T360 146V{GROUND}H0z")
        + _fill(palette.wall, trees)
        + _fill(palette.sky, homes)
        + _fill(INK, roofs)
        + _floor()
    )


def yard(numbers: Iterator[int], palette: Palette) -> str:
    """Draw the yard of a community: a house, trees, a board with the four signs."""
    panes = "".join(
        f"M{x} {y}h14v12h-14z"
        for y in range(34, 150, 26)
        for x in range(100, 240, 30)
        if next(numbers) % 5
    )
    crowns = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{palette.wall_deep}"/>'
        for x, y, r in ((26, 104, 26), (196 + next(numbers) % 16, 128, 22), (348, 116, 28))
    )
    trunks = f"M26 120V{GROUND}M204 140V{GROUND}M348 130V{GROUND}"
    board = 52 + next(numbers) % 24
    signs = (
        _fill("#1f7a4d", f"M{board + 10} 128h14v14h-14z")
        + f'<circle cx="{board + 41}" cy="135" r="7" fill="#005387"/>'
        + _fill("#f9a800", f"M{board + 65} 127l9 15h-18z")
        + _stroke("#9b2423", f"M{board + 83} 135a6 6 0 0 0 12 0 6 6 0 0 0-12 0")
    )
    return (
        _sky(palette.sky)
        + _sun(palette, 300, 30, 18)
        + _fill(palette.wall, f"M88 18h156v{GROUND - 18}H88z")
        + _fill(palette.lit, panes)
        + _stroke(INK, trunks, 5)
        + crowns
        + _stroke(INK, f"M{board + 12} 120V{GROUND}M{board + 88} 120V{GROUND}", 5)
        + _fill("#fff", f"M{board} 116h100v38h-100z")
        + _stroke(INK, f"M{board} 116h100v38h-100z")
        + signs
        + _floor()
    )


def site(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a building site: a frame of floors, a crane, a fence."""
    floors = 3 + next(numbers) % 2
    top = GROUND - floors * 34
    slabs = "".join(f"M92 {y}H250" for y in range(top, GROUND, 34))
    columns = "".join(f"M{x} {top}V{GROUND}" for x in (95, 146, 197, 247))
    walls = "".join(
        f"M{x + 4} {y + 4}h43v30h-43z"
        for y in range(top, GROUND - 30, 34)
        for x in (95, 146, 197)
        if next(numbers) % 3 == 0
    )
    mast = 40 + next(numbers) % 24
    hook = mast + 60 + next(numbers) % 40
    braces = "".join(f"M{mast - 7} {y}l14 16M{mast + 7} {y}l-14 16" for y in range(32, 176, 16))
    stripes = "".join(f"M{x} 166h14l-9 18h-14z" for x in range(4, 360, 28))
    return (
        _sky(palette.sky)
        + _sun(palette, 320, 32, 18)
        + _fill(palette.lit, walls)
        + _stroke(palette.wall, slabs + columns, 6)
        + _stroke(palette.wall_deep, f"M{mast - 8} {GROUND}V24h16V{GROUND}{braces}")
        + _stroke(
            palette.wall_deep,
            f"M{mast - 36} 24H{mast + 150}M{mast} 6 {mast + 140} 23M{mast} "
            f"6 {mast - 34} 23M{mast} 6V24M{hook} 24V52",
            4,
        )
        + _fill(palette.wall_deep, f"M{mast - 38} 24h18v14h-18zM{hook - 11} 52h22v14h-22z")
        + _fill(palette.lit, f"M0 166H360V{GROUND}H0z")
        + _fill(palette.wall_deep, stripes)
        + _floor()
    )


def road(numbers: Iterator[int], palette: Palette) -> str:
    """Draw a country road between poplars."""
    far = 120 + next(numbers) % 40
    poplars = trunks = ""
    for x in (14, 52 + next(numbers) % 8, 84 + next(numbers) % 6, far + 70, far + 112):
        base = 104 + abs(x - far) // 4
        tall = 30 + abs(x - far) // 3
        wide = 5 + abs(x - far) // 14
        poplars += (
            f"M{x} {base - tall - 8}q{wide} {tall // 2} 0 {tall}q-{wide} -{tall // 2} 0 -{tall}"
        )
        trunks += f"M{x} {base - 14}V{base}"
    dashes = "".join(
        f"M{far - w} {y}h{2 * w}l{w} {h}h-{4 * w}z"
        for y, h, w in ((112, 8, 1), (128, 14, 2), (152, 22, 3))
    )
    return (
        _sky(palette.sky)
        + _sun(palette, far - 60 + next(numbers) % 40, 44, 18)
        + _fill(palette.lit, f"M0 92 70 78 150 90 240 74 360 94V{GROUND}H0z")
        + _fill(palette.wall, "M0 104H360V200H0z")
        + _fill(palette.wall_deep, "M0 128 110 104H0zM360 140 230 104H360z")
        + _fill(INK, f"M{far - 6} 104h12L{far + 150} 200H{far - 140}z")
        + _fill(palette.lit, dashes)
        + _stroke(INK, trunks, 3)
        + _fill(palette.wall_deep, poplars)
    )


# Where a pictogram is at home; a page takes one of them by its name.
PLACES: dict[str, tuple[Place, ...]] = {
    Drawing.FLAME: (houses, night, stairwell),
    Drawing.EBIKE: (houses, yard, stairwell),
    Drawing.GAS: (kitchen,),
    Drawing.STAIRS: (stairwell, houses, night),
    Drawing.EXTINGUISHER: (stairwell, kitchen, works),
    Drawing.WATER: (river, night),
    Drawing.SLOPE: (hills,),
    Drawing.QUAKE: (houses, yard),
    Drawing.FLASK: (works,),
    Drawing.MANHOLE: (works, road),
    Drawing.HELMET: (works, site),
    Drawing.LIFT: (stairwell, houses),
    Drawing.HEATER: (night, kitchen),
    Drawing.PHONE: (night, houses, road),
    Drawing.CHECKLIST: (houses, yard),
    Drawing.PEOPLE: (yard, houses),
    Drawing.PLUG: (kitchen, night),
    Drawing.FIREDOOR: (stairwell,),
    Drawing.LOCK: (stairwell, works),
    Drawing.WINDOW: (houses, yard),
    Drawing.SCHOOL: (yard, hills),
    Drawing.KIT: (yard, kitchen),
    Drawing.HEART: (yard, houses),
    Drawing.MESSAGE: (night, yard),
    Drawing.MEGAPHONE: (yard, works),
    Drawing.BOOK: (works, yard),
    Drawing.EARS: (works,),
    Drawing.DUST: (works,),
    Drawing.WELD: (works, site),
    Drawing.GAUGE: (works,),
    Drawing.CRANE: (site,),
    Drawing.FALL: (site,),
    Drawing.TANKER: (road,),
    Drawing.TRACTOR: (road,),
    Drawing.CAR: (night, road),
    Drawing.SWIM: (river,),
    Drawing.LIGHTNING: (hills, houses),
    Drawing.WIND: (houses, site),
    Drawing.HEAT: (site, road),
    Drawing.SNOW: (hills, night),
    Drawing.FOREST: (hills,),
    Drawing.FIREWORKS: (night,),
}


def behind(numbers: Iterator[int], palette: Palette, drawing: str) -> str:
    """Draw one of the places that go with a pictogram; houses where none is known."""
    places = PLACES.get(drawing, (houses,))
    return places[next(numbers) % len(places)](numbers, palette)
