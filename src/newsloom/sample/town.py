"""Motifs of town and bench: grid, hall, court, battery, school, ledger, lab."""

from collections.abc import Callable
from math import cos, pi, sin

from newsloom.sample.pictures import Colour, Point, mix
from newsloom.sample.scenery import HEIGHT, WIDTH, Scene, ground, hills, ridge, sky, tree


def grid(scene: Scene) -> None:
    """Draw a line of pylons that runs into the distance."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    horizon, vanish = rng.uniform(400, 440), rng.uniform(880, 1020)
    sky(scene, horizon)
    hills(scene, horizon, 150)
    ground(scene, horizon, mix(light.land, light.low, 0.2))
    for row in range(6):
        base, tint = horizon + 26 + row * 40, mix(mix(light.land, light.low, 0.24 - 0.04 * row + 0.06 * (row % 2)), light.ink, 0.08 * row)
        ridge(scene, base, 20 + row * 5, tint)
        canvas.box(0, base, WIDTH, HEIGHT, tint)
    places = [(vanish - 720 / depth, horizon + 170 / depth, 560 / depth) for depth in (6.4, 3.6, 2.1, 1.25, 0.72)]
    colours = [mix(light.ink, light.low, haze) for haze in (0.5, 0.34, 0.18, 0.06, 0.0)]
    for (near, far), colour in zip(zip(places[1:], places, strict=False), colours[1:], strict=True):
        for level, reach in _ARMS:
            for side in (-1, 1):
                ends = [(x + side * reach * size, base - level * size + 0.05 * size) for x, base, size in (near, far)]
                _wire(scene, ends[0], ends[1], near[2] * 0.09, colour)
    for place, colour in zip(places, colours, strict=True):
        _pylon(scene, place, colour)


_ARMS = ((0.92, 0.17), (0.78, 0.23), (0.64, 0.19))
"""The arms of a pylon: how high, and how far they reach, in parts of its height."""


def _wire(scene: Scene, start: Point, end: Point, sag: float, colour: Colour) -> None:
    path = [
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t))
        for t in (k / 14 for k in range(15))
    ]
    scene.canvas.line(path, colour, 1.8)


def _pylon(scene: Scene, place: tuple[float, float, float], colour: Colour) -> None:
    canvas, (x, base, size) = scene.canvas, place
    thick = max(1.5, size * 0.016)
    levels = [0.0, 0.2, 0.37, 0.52, 0.64, 0.78, 0.92]
    half = [size * (0.13 - 0.165 * min(level, 0.6)) for level in levels]
    for side in (-1, 1):
        canvas.line(
            [*((x + side * h, base - level * size) for h, level in zip(half, levels, strict=True)), (x, base - size)], colour, thick
        )
        for step in range(len(levels) - 1):
            low, high = (x - side * half[step], base - levels[step] * size), (x + side * half[step + 1], base - levels[step + 1] * size)
            canvas.line([low, high], colour, thick * 0.6)
    for level, reach in _ARMS:
        y = base - level * size
        canvas.shape([(x - reach * size, y), (x, y - 0.035 * size), (x + reach * size, y), (x, y + thick * 0.8)], colour)
        for side in (-1, 1):
            canvas.line([(x + side * reach * size, y), (x + side * reach * size, y + 0.05 * size)], colour, thick * 0.8)


def hall(scene: Scene) -> None:
    """Draw an assembly hall: steps, columns, pediment and dome."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    base, x, half = 530.0, 600.0, rng.uniform(330, 390)
    sky(scene, 470)
    ridge(scene, base, 150, scene.far(0.6))
    ground(scene, base, mix(light.stone, light.land, 0.45))
    stone, shade = light.stone, mix(light.stone, light.ink, 0.62)
    for step in range(5):
        canvas.box(
            x - half - 20 - step * 14,
            base - 50 + step * 14,
            x + half + 20 + step * 14,
            base - 34 + step * 14,
            mix(stone, light.ink, 0.06 + 0.07 * step),
        )
    if rng.random() < 0.65:  # noqa: PLR2004 -- two halls of three have a dome
        canvas.box(x - 104, 120, x + 104, 214, mix(stone, light.ink, 0.12))
        canvas.shape([(x + 112 * cos(a), 122 - 96 * sin(a)) for a in (k * pi / 30 for k in range(31))], mix(light.sea, light.land, 0.5))
        canvas.shape([(x + 112 * cos(a), 122 - 96 * sin(a)) for a in (k * pi / 60 for k in range(19))] + [(x + 40, 122)], light.ink, 0.18)
        for column in range(7):
            canvas.box(x - 92 + column * 29, 134, x - 82 + column * 29, 200, shade)
        canvas.box(x - 10, 2, x + 10, 32, stone)
    canvas.shape([(x - half - 20, 262), (x, 168), (x + half + 20, 262)], mix(stone, light.sun, 0.35))
    canvas.shape([(x - half + 60, 250), (x, 188), (x + half - 60, 250)], mix(stone, light.ink, 0.22))
    canvas.box(x - half - 12, 262, x + half + 12, 296, stone)
    canvas.box(x - half - 12, 288, x + half + 12, 296, light.ink, 0.25)
    canvas.box(x - half, 296, x + half, base - 50, shade)
    door = mix(light.lamp, light.warm, 0.15) if scene.dark else mix(light.ink, light.warm, 0.25)
    canvas.box(x - 36, 350, x + 36, base - 50, door)
    count = rng.choice((6, 8))
    for column in range(count):
        left = x - half + 8 + column * (half * 2 - 60) / (count - 1)
        canvas.box(left, 296, left + 44, base - 50, stone)
        canvas.box(left + 28, 308, left + 44, base - 62, light.ink, 0.22)
        canvas.box(left - 6, 296, left + 50, 308, mix(stone, light.sun, 0.35))
        canvas.box(left - 6, base - 62, left + 50, base - 50, mix(stone, light.ink, 0.1))
    for place in (70, 150, 1050, 1130):
        tree(scene, place + rng.uniform(-14, 14), base + 6, rng.uniform(150, 200))
    for _ in range(rng.randint(3, 6)):
        _walker(scene, rng.uniform(260, 940), base + rng.uniform(36, 60))


def _walker(scene: Scene, x: float, base: float) -> None:
    canvas, light = scene.canvas, scene.light
    coat = scene.rng.choice((light.ink, light.warm, light.deep))
    canvas.oval(x + 14, base, 22, 4, light.ink, 0.25)
    canvas.shape([(x - 9, base - 52), (x + 9, base - 52), (x + 12, base - 16), (x - 12, base - 16)], coat)
    canvas.box(x - 8, base - 18, x - 1, base, light.ink)
    canvas.box(x + 2, base - 18, x + 9, base, light.ink)
    canvas.disc(x, base - 60, 8.5, mix(light.stone, light.warm, 0.45))


def school(scene: Scene) -> None:
    """Draw a village school: gabled front, bell, windows, children on the path."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    base, x = 500.0, rng.uniform(560, 640)
    sky(scene, base)
    hills(scene, base, 200)
    ground(scene, base - 8, mix(light.land, light.lamp, 0.16))
    wall, roof = (
        rng.choice((mix(light.warm, light.stone, 0.25), light.stone, mix(light.lamp, light.stone, 0.5))),
        mix(light.ink, light.deep, 0.35),
    )
    canvas.box(x - 400, 300, x + 400, base, wall)
    canvas.shape([(x - 424, 304), (x - 360, 216), (x + 360, 216), (x + 424, 304)], roof)
    canvas.box(x - 400, 304, x + 400, 318, light.ink, 0.18)
    for column in (-360, -270, -180, 140, 230, 320):
        canvas.box(x + column - 4, 346, x + column + 64, 446, light.stone)
        canvas.box(x + column, 350, x + column + 60, 442, scene.window())
        canvas.line([(x + column + 30, 350), (x + column + 30, 442)], light.stone, 4)
        canvas.line([(x + column, 386), (x + column + 60, 386)], light.stone, 4)
    canvas.shape([(x - 100, base), (x - 100, 262), (x, 164), (x + 100, 262), (x + 100, base)], mix(wall, light.sun, 0.25))
    canvas.line([(x - 114, 274), (x, 160), (x + 114, 274)], roof, 16)
    canvas.disc(x, 256, 30, light.stone)
    canvas.line([(x, 236), (x, 256), (x + 14, 264)], light.ink, 4)
    canvas.shape(
        [(x - 40, base), (x - 40, 380), (x - 28, 352), (x, 340), (x + 28, 352), (x + 40, 380), (x + 40, base)],
        mix(light.ink, light.warm, 0.35),
    )
    canvas.box(x - 30, 92, x - 22, 172, roof)
    canvas.box(x + 22, 92, x + 30, 172, roof)
    canvas.shape([(x - 44, 96), (x, 54), (x + 44, 96)], roof)
    canvas.shape([(x - 16, 140), (x - 10, 112), (x + 10, 112), (x + 16, 140)], light.lamp)
    canvas.shape([(x - 44, base), (x + 44, base), (x + 190, HEIGHT), (x - 190, HEIGHT)], mix(light.stone, light.land, 0.25))
    for place in (90, 1110):
        tree(scene, place + rng.uniform(-20, 20), base + 30, rng.uniform(230, 290))
    for number in range(rng.randint(3, 5)):
        _walker(scene, x - 190 + number * 95 + rng.uniform(-18, 18), base + rng.uniform(50, 100))


def battery(scene: Scene) -> None:
    """Draw a yard of battery containers, their charge shown in light."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    horizon, vanish = rng.uniform(240, 280), rng.uniform(880, 980)
    sky(scene, horizon)
    hills(scene, horizon, 110)
    ground(scene, horizon, mix(light.stone, light.land, 0.55))
    green = mix((92, 190, 120), light.lamp, 0.25)

    def at(side: float, y: float, depth: float) -> Point:
        return vanish + side / depth, horizon + y / depth

    for depth in (4.4, 3.1, 2.2, 1.55, 1.06):
        haze, back, left, right = min(0.45, (depth - 1) * 0.12), depth * 1.2, -860, -260
        front, side = mix(light.stone, light.low, haze), mix(mix(light.stone, light.ink, 0.4), light.low, haze)
        canvas.shape([at(left, 292, depth), at(right + 80, 292, depth), at(right + 80, 280, back), at(left, 280, back)], light.ink, 0.25)
        canvas.shape([at(right, -90, depth), at(right, -90, back), at(right, 280, back), at(right, 280, depth)], side)
        canvas.shape([at(left, -90, depth), at(right, -90, depth), at(right, -90, back), at(left, -90, back)], mix(front, light.sun, 0.5))
        canvas.shape([at(left, -90, depth), at(right, -90, depth), at(right, 280, depth), at(left, 280, depth)], front)
        canvas.shape(
            [at(left, 250, depth), at(right, 250, depth), at(right, 280, depth), at(left, 280, depth)], mix(light.ink, light.low, haze)
        )
        _doors(scene, at, depth, haze)
        charge = rng.randint(2, 5)
        for cell in range(5):
            start, tint = left + 40 + cell * 60, green if cell < charge else mix(light.ink, front, 0.55)
            canvas.shape([at(start, -56, depth), at(start + 48, -56, depth), at(start + 48, -22, depth), at(start, -22, depth)], tint)
        bolt = ((-330, -62), (-376, 22), (-340, 22), (-354, 84), (-292, -8), (-328, -8), (-306, -62))
        canvas.shape([at(a, b, depth) for a, b in bolt], mix(light.warm, light.low, haze))
    tower = [(vanish + 150, horizon + 60, 230), (vanish + 60, horizon + 34, 120)]
    for x, base, size in tower:
        canvas.line([(x, base), (x, base - size)], light.ink, size * 0.03)
        canvas.line([(x - size * 0.16, base - size * 0.92), (x + size * 0.16, base - size * 0.92)], light.ink, size * 0.025)


def _doors(scene: Scene, at: Callable[[float, float, float], Point], depth: float, haze: float) -> None:
    """Draw the seams of a container's doors and its louvres."""
    seam = mix(mix(scene.light.stone, scene.light.ink, 0.35), scene.light.low, haze)
    for side in (-700, -540, -390):
        scene.canvas.line([at(side, -6, depth), at(side, 250, depth)], seam, 4 / depth)
    for row in range(7):
        scene.canvas.line([at(-520, 110 + row * 18, depth), at(-410, 110 + row * 18, depth)], seam, 5 / depth)


def court(scene: Scene) -> None:
    """Draw the scales of justice before tall windows."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    _room(scene, tall=True)
    x, tilt = rng.uniform(540, 660), rng.choice((-1, 1)) * rng.uniform(14, 40)
    brass, dark = mix(light.lamp, light.warm, 0.45), mix(light.warm, light.ink, 0.65)
    canvas.oval(x + 40, 522, 190, 16, light.ink, 0.35)
    canvas.shape([(x - 110, 520), (x - 84, 490), (x + 84, 490), (x + 110, 520)], dark)
    canvas.shape([(x - 13, 492), (x - 8, 130), (x + 8, 130), (x + 13, 492)], brass)
    canvas.shape([(x + 3, 492), (x + 2, 130), (x + 8, 130), (x + 13, 492)], light.ink, 0.25)
    canvas.oval(x, 470, 40, 24, brass)
    canvas.line([(x - 270, 160 + tilt), (x - 120, 134 + tilt / 2), (x, 142), (x + 120, 134 - tilt / 2), (x + 270, 160 - tilt)], brass, 12)
    canvas.disc(x, 124, 22, brass)
    for side, lean in ((-270, tilt), (270, -tilt)):
        top, pan = 160 + lean, 356 + lean
        for end in (-92, 92):
            canvas.line([(x + side, top), (x + side + end, pan)], dark, 2.5)
        canvas.shape([(x + side + 104 * cos(a), pan + 46 * sin(a)) for a in (k * pi / 24 for k in range(25))], brass)
        canvas.shape(
            [(x + side + 104 * cos(a), pan + 46 * sin(a)) for a in (k * pi / 24 for k in range(9))] + [(x + side, pan)], light.ink, 0.2
        )
        canvas.disc(x + side, top, 9, dark)


def _room(scene: Scene, *, tall: bool) -> None:
    """Draw a room: a wall with windows on the sky, their light across it, and a bench in front."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    wall = mix(mix(light.stone, light.land, 0.55), light.ink, 0.18)
    canvas.fade(0, HEIGHT, mix(wall, light.ink, 0.3), wall, mix(wall, light.stone, 0.2))
    start, wide = rng.uniform(60, 130), 190.0
    for number in range(3):
        left, top, base = start + number * 370, 50.0 if tall else 70.0, 470.0 if tall else 330.0
        arch = (
            [(left + wide / 2 + wide / 2 * cos(a), top + 90 - 90 * sin(a)) for a in (k * pi / 20 for k in range(21))]
            if tall
            else [(left + wide, top), (left, top)]
        )
        frame = [(left, base), (left + wide, base), *arch]
        canvas.shape(frame, mix(light.high, light.low, 0.75))
        canvas.shape(
            [(left, base), (left + wide, base), (left + wide, base - 60), (left + wide * 0.5, base - 96), (left, base - 70)], scene.far(0.5)
        )
        canvas.line([*frame, frame[0]], mix(wall, light.ink, 0.4), 9)
        for share in (1 / 3, 2 / 3):
            canvas.line([(left + wide * share, top + 6), (left + wide * share, base)], mix(wall, light.ink, 0.4), 4)
        for y in range(int(top + 100), int(base), 92):
            canvas.line([(left, y), (left + wide, y)], mix(wall, light.ink, 0.4), 4)
        canvas.shape([(left, base), (left + wide, base), (left + wide + 190, HEIGHT), (left + 130, HEIGHT)], light.sun, 0.1)
    bench = mix(light.warm, light.ink, 0.62)
    canvas.fade(505, HEIGHT, mix(bench, light.lamp, 0.25), bench, mix(bench, light.ink, 0.4))
    canvas.box(0, 505, WIDTH, 511, light.sun, 0.25)


def ledger(scene: Scene) -> None:
    """Draw an open ledger, coins and a lamp."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    _room(scene, tall=False)
    x = rng.uniform(520, 570)
    paper, cover = mix(light.stone, (255, 252, 244), 0.5), mix(light.warm, light.ink, 0.35)
    lamp = x + 480
    canvas.glow(lamp - 30, 330, 300, light.lamp, 0.6)
    canvas.oval(x, 580, 420, 30, light.ink, 0.35)
    canvas.shape([(x - 380, 586), (x - 300, 372), (x + 300, 372), (x + 380, 586)], cover)
    for side in (-1, 1):
        page = [(x, 590), (x + side * 130, 562), (x + side * 362, 572), (x + side * 286, 366), (x + side * 110, 356), (x, 384)]
        canvas.shape(page, mix(paper, light.ink, 0.1 if side > 0 else 0.0))
        for row in range(7):
            share = row / 7
            near, far, y = 60 + 18 * (1 - share), 286 + 56 * share, 392 + share * 156
            stop = near + (far - near) * rng.uniform(0.3, 0.62)
            canvas.line([(x + side * near, y), (x + side * stop, y - 4)], mix(light.deep, paper, 0.25), 6)
            canvas.line(
                [(x + side * (far - 62), y - 3), (x + side * (far - 22), y - 2)],
                light.warm if rng.choice((True, False, False)) else mix(light.ink, paper, 0.2),
                6,
            )
    canvas.line([(x, 384), (x, 590)], light.ink, 4, 0.5)
    for number, height in enumerate(rng.sample(range(3, 10), 3)):
        _coins(scene, x - 446 + number * 70, 560 + number * 18, height)
    canvas.oval(lamp, 556, 84, 17, light.ink)
    canvas.line([(lamp, 550), (lamp + 26, 330), (lamp - 30, 240)], light.ink, 10)
    canvas.shape([(lamp - 120, 320), (lamp - 68, 232), (lamp + 8, 232), (lamp + 60, 320)], mix(light.deep, light.land, 0.4))
    canvas.oval(lamp - 30, 320, 90, 13, light.lamp)


def _coins(scene: Scene, x: float, base: float, height: int) -> None:
    gold = mix(scene.light.lamp, scene.light.warm, 0.3)
    for coin in range(height):
        y = base - coin * 13
        scene.canvas.oval(x, y, 34, 11, mix(gold, scene.light.ink, 0.45))
        scene.canvas.oval(x, y - 5, 34, 11, gold)
    scene.canvas.oval(x, base - height * 13 + 8, 24, 7, mix(gold, scene.light.ink, 0.2))


def lab(scene: Scene) -> None:
    """Draw flasks and tubes on a bench."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    _room(scene, tall=False)
    glass = mix(light.sun, light.sea, 0.25)
    liquids = [light.warm, mix(light.deep, light.sea, 0.45), mix(light.land, light.lamp, 0.4), mix(light.lamp, light.warm, 0.3)]
    rng.shuffle(liquids)
    x = rng.uniform(240, 300)
    _flask(scene, x, 1.15, liquids[0])
    canvas.oval(x + 290, 556, 100, 12, light.ink, 0.3)
    canvas.disc(x + 290, 452, 104, glass, 0.55)
    canvas.box(x + 268, 230, x + 312, 360, glass, 0.55)
    level = rng.uniform(0.05, 0.5)
    arc = [(x + 290 + 96 * cos(a), 452 + 96 * sin(a)) for a in (-level + k * (pi + 2 * level) / 30 for k in range(31))]
    canvas.shape(arc, liquids[1])
    canvas.oval(x + 290, 452 - 96 * sin(level), 96 * cos(level), 12, mix(liquids[1], light.sun, 0.3))
    canvas.oval(x + 250, 420, 10, 34, light.sun, 0.5)
    _flask(scene, x + 560, 0.9, liquids[2])
    canvas.box(x + 690, 440, x + 860, 456, mix(light.warm, light.ink, 0.3))
    canvas.box(x + 690, 548, x + 860, 564, mix(light.warm, light.ink, 0.3))
    for tube in range(4):
        left, fill = x + 704 + tube * 38, rng.uniform(400, 500)
        canvas.box(left, 350, left + 24, 550, glass, 0.6)
        canvas.box(left + 3, fill, left + 21, 548, liquids[(tube + 3) % 4])
    for foot in (690, 852):
        canvas.box(x + foot, 440, x + foot + 8, 564, mix(light.warm, light.ink, 0.4))


def _flask(scene: Scene, x: float, size: float, liquid: Colour) -> None:
    canvas, light, base = scene.canvas, scene.light, 562.0
    glass = mix(light.sun, light.sea, 0.25)

    def at(points: tuple[Point, ...]) -> list[Point]:
        return [(x + a * size, base - b * size) for a, b in points]

    level = scene.rng.uniform(70, 130)
    edge = 118 - (level - 14) * 92 / 186
    canvas.oval(x + 10, base, 130 * size, 12, light.ink, 0.3)
    canvas.shape(at(((-110, 0), (110, 0), (124, 14), (26, 200), (26, 300), (-26, 300), (-26, 200), (-124, 14))), glass, 0.55)
    canvas.shape(at(((-106, 5), (106, 5), (116, 16), (edge, level), (-edge, level), (-116, 16))), liquid)
    canvas.oval(x, base - level * size, edge * size, 9 * size, mix(liquid, light.sun, 0.3))
    canvas.shape(at(((-88, 24), (-76, 24), (-20, 150), (-28, 150))), light.sun, 0.45)
    canvas.shape(at(((-32, 296), (32, 296), (32, 308), (-32, 308))), light.sun, 0.8)
