"""Motifs of the shore and the water: barrage, turbine, harbour, cable, vessel, seal, storm, village."""

from collections.abc import Callable
from math import cos, pi, sin, tau

from newsloom.sample.pictures import Colour, Point, curve, mix
from newsloom.sample.scenery import HEIGHT, WIDTH, Scene, hills, house, ridge, ripples, sea, sky


def barrage(scene: Scene) -> None:
    """Draw a wall with gates that runs from the viewer to the far shore; one gate is open."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    horizon, vanish = rng.uniform(235, 275), rng.uniform(860, 1000)
    sun = sky(scene, horizon)
    hills(scene, horizon)
    sea(scene, horizon, sun)
    stone, shade = mix(light.stone, light.low, 0.15), mix(light.stone, light.ink, 0.72)

    def at(depth: float, y: float, side: float = -700) -> Point:
        return vanish + side / depth, horizon + y / depth

    canvas.shape([at(0.5, -110), at(30, -110), at(30, 210), at(0.5, 210)], mix(light.stone, light.deep, 0.3))
    canvas.shape([at(0.5, -150, -1000), at(30, -150, -1000), at(30, -110), at(0.5, -110)], stone)
    opened = rng.randint(1, 3)
    for number in range(16):
        near = 0.62 + number * 0.42
        inner, outer = near + 0.1, near + 0.36
        canvas.shape([at(inner, -50), at(outer, -50), at(outer, 210), at(inner, 210)], shade)
        canvas.shape([at(inner, -50), at(outer, -50), at(outer, 20), at(inner, 20)], mix(light.warm, light.low, min(0.6, number * 0.06)))
        canvas.shape([at(near - 0.03, -135), at(near + 0.07, -135), at(near + 0.07, 218, -670), at(near - 0.03, 218, -670)], stone)
        if number == opened:
            _outflow(scene, at, inner, outer)
    canvas.line([at(0.5, -172, -720), at(30, -172, -720)], light.ink, 2.5)
    for number in range(30):
        canvas.line([at(0.55 + number * 0.2, -172, -720), at(0.55 + number * 0.2, -130, -720)], light.ink, 1.6)
    x, y = at(3.2, -150, -860)
    canvas.box(x - 34, y - 74, x + 34, y + 8, stone)
    canvas.box(x - 40, y - 82, x + 40, y - 72, light.ink)
    canvas.box(x - 26, y - 62, x + 26, y - 40, scene.window())


def _outflow(scene: Scene, at: Callable[..., Point], near: float, far: float) -> None:
    """Draw the water that falls through an open gate, and its foam."""
    canvas, foam = scene.canvas, mix(scene.light.sun, scene.light.sea, 0.2)
    canvas.shape([at(near, -10), at(far, -10), at(far, 210, -590), at(near, 210, -590)], foam)
    for step in range(1, 5):
        depth = near + (far - near) * step / 5
        canvas.line([at(depth, -10), at(depth, 205, -590)], scene.light.sea, 3 / depth)
    for _ in range(60):
        away = scene.rng.random()
        depth = (near + far) / 2 + scene.rng.uniform(-0.3, 0.3) * (0.5 + away)
        x, y = at(depth, 212, -620 + 430 * away)
        canvas.oval(x, y, scene.rng.uniform(40, 90) / depth, scene.rng.uniform(6, 12) / depth, foam, 0.6 - 0.45 * away)


def turbine(scene: Scene) -> None:
    """Draw rotors on the sea bed, under water that the light falls into."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    surface = rng.uniform(90, 150)
    sky(scene, surface)
    ridge(scene, surface + 1, 50, scene.far(0.5))
    below = mix(light.deep, light.ink, 0.35)
    canvas.fade(surface, HEIGHT, mix(light.sea, light.sun, 0.2), mix(light.sea, light.deep, 0.6), light.deep, below)
    for _ in range(6):
        x, wide = rng.uniform(0, WIDTH), rng.uniform(30, 110)
        canvas.shape([(x, surface), (x + wide, surface), (x + wide * 2.4 - 160, HEIGHT), (x - 200, HEIGHT)], light.sun, 0.07)
    canvas.line([(x, surface + 3 * sin(x / 60)) for x in range(0, WIDTH + 10, 10)], light.sun, 4, 0.8)
    bed = curve([(-60, HEIGHT + 60), (-60, 560), (250, 545), (560, 575), (900, 550), (1260, 570), (1260, HEIGHT + 60)])
    start = rng.uniform(0.28, 0.42) * WIDTH
    for size, haze in ((0.42, 0.62), (0.62, 0.36), (1.0, 0.0))[rng.randint(0, 1) :]:
        x = start + (1 - size) * 950
        _rotor(scene, (x, surface + 50 + 178 * size**0.3), 165 * size, haze)
    canvas.shape(bed, mix(below, light.ink, 0.35))
    for _ in range(rng.randint(5, 12)):
        _fish(scene, rng.uniform(80, WIDTH - 80), rng.uniform(surface + 60, 520))


def _rotor(scene: Scene, hub: Point, radius: float, haze: float) -> None:
    canvas, light, (x, y) = scene.canvas, scene.light, hub
    body = mix(mix(light.stone, light.sun, 0.3), mix(light.sea, light.deep, 0.6), haze)
    shade = mix(body, light.ink, 0.4)
    canvas.shape([(x - radius * 0.09, y), (x + radius * 0.09, y), (x + radius * 0.15, HEIGHT), (x - radius * 0.15, HEIGHT)], shade)
    canvas.oval(x, y, radius * 0.2, radius * 0.2, shade)
    turn = scene.rng.uniform(0, tau / 3)
    for blade in range(3):
        angle = turn + blade * tau / 3
        along, across = (cos(angle), sin(angle)), (-sin(angle), cos(angle))
        outline = [(0.1, -0.05), (0.3, -0.13), (0.7, -0.09), (1, 0.0), (0.7, 0.03), (0.3, 0.06), (0.1, 0.05)]
        points = [(x + radius * (a * along[0] + b * across[0]), y + radius * (a * along[1] + b * across[1])) for a, b in outline]
        canvas.shape(curve(points), body)
    canvas.disc(x, y, radius * 0.13, mix(light.warm, mix(light.sea, light.deep, 0.6), haze))


def _fish(scene: Scene, x: float, y: float) -> None:
    colour, size = mix(scene.light.deep, scene.light.ink, 0.5), scene.rng.uniform(7, 13)
    scene.canvas.oval(x, y, size, size * 0.36, colour, 0.8)
    scene.canvas.shape([(x + size * 0.8, y), (x + size * 1.5, y - size * 0.4), (x + size * 1.5, y + size * 0.4)], colour, 0.8)


def harbour(scene: Scene) -> None:
    """Draw a row of gabled houses on a quay, boats before it, and all of it in the water."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    quay = rng.uniform(385, 420)
    sky(scene, quay)
    hills(scene, quay, 230)
    left, tints = (
        -20.0,
        (light.stone, light.warm, mix(light.stone, light.lamp, 0.5), mix(light.sea, light.stone, 0.4), mix(light.warm, light.stone, 0.55)),
    )
    while left < WIDTH:
        wide = rng.uniform(88, 124)
        house(scene, left, quay - 22, (wide, rng.uniform(110, 190)), rng.choice(tints))
        left += wide + rng.choice((0, 0, 8))
    canvas.box(0, quay - 24, WIDTH, quay, mix(light.stone, light.ink, 0.6))
    canvas.box(0, quay - 24, WIDTH, quay - 18, mix(light.stone, light.ink, 0.2))
    for number in range(rng.randint(2, 4)):
        _boat(scene, 120 + number * 290 + rng.uniform(-50, 50), quay + 4, rng.uniform(0.85, 1.15))
    canvas.fade(quay, HEIGHT, mix(light.sea, light.deep, 0.4), light.deep)
    canvas.mirror(quay, 225, 0.55)
    ripples(scene, quay, 46)


def _boat(scene: Scene, x: float, water: float, size: float) -> None:
    canvas, light = scene.canvas, scene.light
    hull = scene.rng.choice((light.ink, light.warm, light.deep))
    canvas.shape(
        [(x - 80 * size, water - 34 * size), (x + 92 * size, water - 40 * size), (x + 66 * size, water), (x - 66 * size, water)], hull
    )
    canvas.line([(x - 79 * size, water - 33 * size), (x + 92 * size, water - 39 * size)], light.stone, 4)
    canvas.box(x - 48 * size, water - 70 * size, x - 2 * size, water - 34 * size, light.stone)
    canvas.box(x - 40 * size, water - 62 * size, x - 10 * size, water - 48 * size, scene.window())
    canvas.line([(x + 18 * size, water - 36 * size), (x + 18 * size, water - 190 * size)], light.ink, 4)
    canvas.line([(x + 18 * size, water - 186 * size), (x + 88 * size, water - 40 * size)], light.ink, 1.5)
    canvas.line([(x + 18 * size, water - 186 * size), (x - 76 * size, water - 36 * size)], light.ink, 1.5)


def cable(scene: Scene) -> None:
    """Draw a drum of subsea cable on a quay, its end leading into the water."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    horizon, x, radius = rng.uniform(300, 340), rng.uniform(400, 520), rng.uniform(205, 225)
    sun = sky(scene, horizon)
    hills(scene, horizon)
    sea(scene, horizon, sun)
    floor, y, back = 545.0, 545 - radius, 150.0
    canvas.shape([(0, floor - 60), (960, floor - 60), (860, HEIGHT), (0, HEIGHT)], mix(light.stone, light.ink, 0.45))
    canvas.shape([(960, floor - 60), (1000, floor - 20), (930, HEIGHT), (860, HEIGHT)], mix(light.stone, light.ink, 0.7))
    canvas.oval(x + 60, floor - 6, radius + 60, 26, light.ink, 0.35)
    wood, coil = mix(light.warm, light.stone, 0.45), mix(light.ink, light.deep, 0.3)
    canvas.oval(x + back, y, radius * 0.94, radius, mix(wood, light.ink, 0.4))
    inner = radius * 0.78
    canvas.shape([(x, y - inner), (x + back, y - inner), (x + back, y + inner), (x, y + inner)], coil)
    canvas.oval(x + back, y, inner * 0.94, inner, coil)
    for turn in range(9):
        canvas.line(
            [(x + turn * back / 8 + inner * 0.94 * cos(a), y + inner * sin(a)) for a in (-pi / 2 + k * pi / 12 for k in range(13))],
            mix(coil, light.sea, 0.4),
            3,
        )
    path = [(x + back * 0.75 + k * 12, y - inner + 0.0016 * (k * 12) ** 2 + 0.15 * k) for k in range(56)]
    canvas.line(path, light.ink, 15)
    canvas.line([(px, py - 3) for px, py in path], mix(light.ink, light.sea, 0.45), 4)
    canvas.oval(x, y, radius * 0.94, radius, wood)
    canvas.oval(x, y, radius * 0.86, radius * 0.92, mix(wood, light.ink, 0.12))
    for spoke in range(8):
        angle = spoke * tau / 8 + 0.2
        canvas.line([(x, y), (x + radius * 0.88 * cos(angle), y + radius * 0.94 * sin(angle))], wood, 16)
    canvas.disc(x, y, radius * 0.3, mix(wood, light.ink, 0.3))
    canvas.disc(x, y, radius * 0.11, light.ink)


def vessel(scene: Scene) -> None:
    """Draw a work boat with a crane, underway."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    horizon, x = rng.uniform(310, 360), rng.uniform(290, 400)
    sun = sky(scene, horizon)
    hills(scene, horizon, 80)
    sea(scene, horizon, sun)
    water, hull = 520.0, rng.choice((light.warm, light.ink, mix(light.deep, light.warm, 0.2)))
    canvas.shape([(x - 190, 420), (x + 180, 420), (x + 330, 386), (x + 520, 366), (x + 462, water), (x - 168, water)], hull)
    canvas.shape([(x - 176, 488), (x + 474, 488), (x + 462, water), (x - 168, water)], mix(hull, light.ink, 0.5))
    canvas.line([(x - 190, 420), (x + 180, 420), (x + 330, 386), (x + 520, 366)], light.stone, 7)
    for left, top, right, base in ((170, 300, 350, 410), (190, 232, 330, 300), (214, 190, 306, 232)):
        canvas.box(x + left, top, x + right, base, light.stone)
        canvas.box(x + left, top, x + left + 34, base, light.ink, 0.14)
        canvas.box(x + left - 8, top - 6, x + right + 8, top, mix(light.stone, light.ink, 0.55))
        for pane in range(int((right - left - 20) // 34)):
            canvas.box(x + left + 14 + pane * 34, top + 12, x + left + 38 + pane * 34, top + 32, scene.window())
    canvas.line([(x + 260, 190), (x + 260, 96)], light.ink, 6)
    canvas.line([(x + 234, 130), (x + 286, 130)], light.ink, 4)
    reach = rng.uniform(-190, -110)
    canvas.box(x - 20, 330, x + 24, 420, light.lamp)
    canvas.line([(x, 336), (x + reach, 150)], mix(light.lamp, light.warm, 0.35), 15)
    canvas.line([(x + reach, 150), (x + reach, 330)], light.ink, 2.5)
    canvas.box(x + reach - 28, 330, x + reach + 28, 372, mix(light.warm, light.stone, 0.3))
    canvas.mirror(water, 200, 0.3)
    for number in range(26):
        canvas.oval(x - 260 + number * 31, water + rng.uniform(-3, 9), rng.uniform(24, 60), rng.uniform(3, 7), light.sun, 0.5)
    ripples(scene, water - 40, 30)


_SEAL = (
    (20, 92),
    (4, 70),
    (14, 46),
    (42, 24),
    (74, 18),
    (104, 34),
    (128, 62),
    (176, 92),
    (250, 120),
    (330, 150),
    (390, 156),
    (430, 128),
    (448, 138),
    (436, 166),
)
_SEAL_BELOW = (
    (452, 190),
    (410, 190),
    (330, 206),
    (220, 212),
    (150, 206),
    (134, 232),
    (104, 236),
    (112, 204),
    (84, 180),
    (66, 140),
    (50, 108),
)


def seal(scene: Scene) -> None:
    """Draw a seal on a rock."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    horizon, x, y = rng.uniform(270, 330), rng.uniform(290, 400), rng.uniform(225, 255)
    sun = sky(scene, horizon)
    hills(scene, horizon, 70)
    sea(scene, horizon, sun)
    rock = mix(light.ink, light.land, 0.35)
    outline = [(x - 190, 720), (x - 150, 560), (x + 20, y + 250), (x + 180, y + 232), (x + 470, y + 222), (x + 640, 560), (x + 700, 720)]
    canvas.shape(curve(outline), rock)
    canvas.shape(curve([(px * 0.94 + 30, py + 34) for px, py in outline]), mix(rock, light.ink, 0.45))
    fur = mix(light.ink, light.stone, rng.uniform(0.28, 0.5))
    body = curve([(x + a * 1.15, y + b * 1.1) for a, b in (*_SEAL, *_SEAL_BELOW)])
    canvas.shape(body, fur)
    canvas.shape(
        curve(
            [
                (x + a * 1.15, y + b * 1.1)
                for a, b in ((60, 120), (80, 140), (140, 170), (260, 184), (350, 184), (250, 206), (150, 202), (90, 176))
            ]
        ),
        light.stone,
        0.28,
    )
    for _ in range(14):
        canvas.oval(x + rng.uniform(170, 380), y + rng.uniform(122, 150) + 30, rng.uniform(4, 9), rng.uniform(3, 5), light.ink, 0.3)
    canvas.shape(curve([(x + 190, y + 190), (x + 230, y + 196), (x + 212, y + 256), (x + 168, y + 262)]), mix(fur, light.ink, 0.35))
    canvas.disc(x + 58, y + 54, 9, light.ink)
    canvas.disc(x + 55, y + 51, 3, light.stone)
    canvas.oval(x + 12, y + 70, 11, 8, light.ink)
    for bend in (-8, 4, 16):
        canvas.line([(x + 22, y + 86), (x - 30, y + 92 + bend)], light.stone, 1.6, 0.8)
    for number in range(14):
        canvas.oval(x - 240 + number * 76, 612 + rng.uniform(-8, 10), rng.uniform(40, 80), rng.uniform(4, 9), light.sun, 0.4)


def storm(scene: Scene) -> None:
    """Draw a lighthouse above heavy seas."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    sky(scene, 430, sun=False)
    for number in range(16):
        tint = mix(light.high, light.ink, 0.1 + 0.035 * number)
        canvas.oval(number % 6 * 240 + rng.uniform(-60, 60), 140 - number * 11, rng.uniform(190, 280), rng.uniform(36, 64), tint)
    canvas.box(0, 0, WIDTH, 24, mix(light.high, light.ink, 0.66))
    x = rng.uniform(730, 860)
    canvas.shape([(x, 214), (-60, 60), (-60, 240)], light.lamp, 0.22)
    canvas.shape([(x, 214), (1260, 150), (1260, 320)], light.lamp, 0.16)
    _swell(scene, 436, 26, mix(light.sea, light.deep, 0.2))
    canvas.shape(curve([(x - 260, 640), (x - 150, 470), (x - 60, 420), (x + 70, 424), (x + 170, 480), (x + 280, 640)]), light.ink)
    canvas.shape([(x - 32, 236), (x + 32, 236), (x + 50, 440), (x - 50, 440)], light.stone)
    for top, base in ((276, 316), (360, 400)):
        edge = [32 + 18 * (level - 236) / 204 for level in (top, base)]
        canvas.shape([(x - edge[0], top), (x + edge[0], top), (x + edge[1], base), (x - edge[1], base)], light.warm)
    canvas.shape([(x + 10, 236), (x + 32, 236), (x + 50, 440), (x + 18, 440)], light.ink, 0.2)
    canvas.box(x - 44, 230, x + 44, 240, light.ink)
    canvas.box(x - 22, 196, x + 22, 230, light.lamp)
    canvas.shape([(x - 32, 198), (x, 164), (x + 32, 198)], light.ink)
    for row, base in enumerate((488, 548, 622)):
        _swell(scene, base, 44 + 18 * row, mix(light.sea, light.deep, 0.45 + 0.27 * row))
    slant = rng.uniform(20, 60)
    for _ in range(110):
        drop, sky_at, size = rng.uniform(-20, WIDTH + 60), rng.uniform(0, HEIGHT), rng.uniform(20, 46)
        canvas.line([(drop, sky_at), (drop - slant * size / 60, sky_at + size)], light.low, 1.5, 0.28)


def _swell(scene: Scene, base: float, height: float, colour: Colour) -> None:
    """Draw a row of waves, pointed above and round below."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    start, length = rng.uniform(0, 400), 150 + height * 2.6

    def crest(x: float) -> float:
        pointed: float = abs(sin(pi * (x + start) / length)) ** 0.9
        return base - height * (1 - pointed) * (0.75 + 0.25 * sin((x + start) / 210))

    line = [(float(x), crest(x)) for x in range(-10, WIDTH + 20, 5)]
    canvas.shape([(-10, HEIGHT + 10), *line, (WIDTH + 20, HEIGHT + 10)], colour)
    for x, y in line:
        thick = max(0.0, base - y) / height * 9
        canvas.oval(x, y + thick * 0.6, 7, thick, mix(colour, light.low, 0.75))
    for _ in range(14):
        place = rng.uniform(0, WIDTH)
        canvas.oval(place, crest(place) + rng.uniform(24, 50), rng.uniform(20, 60), 2.5, light.low, 0.25)


def village(scene: Scene) -> None:
    """Draw houses on a slope above the water, and a church among them."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    horizon = rng.uniform(300, 340)
    sun = sky(scene, horizon)
    hills(scene, horizon, 150)
    sea(scene, horizon, sun)
    green = mix(light.land, light.lamp, 0.14)
    rows = ((430, 62, 0.5), (505, 84, 0.28), (590, 108, 0.0))
    for number, (base, size, haze) in enumerate(rows):
        slope = [
            (-60, base + 30),
            (150, base - 26),
            (480, base - 44),
            (800, base - 10),
            (1020, base + 40),
            (1260, base + 130),
            (1260, 760),
            (-60, 760),
        ]
        canvas.shape(curve(slope), mix(mix(green, light.ink, 0.14 * number), light.low, haze))
        if number == 1:
            _church(scene, rng.uniform(420, 620), base - 36)
        for place in range(6 - number):
            left = 90 + place * (size * 1.75) + rng.uniform(-14, 14) + number * 26
            wall = mix(
                rng.choice((light.stone, light.stone, mix(light.warm, light.stone, 0.5), mix(light.stone, light.lamp, 0.4))),
                light.low,
                haze * 0.5,
            )
            house(scene, left, base - 14 + rng.uniform(-6, 8), (size, size * rng.uniform(0.6, 0.85)), wall)
    canvas.veil(HEIGHT - 90, HEIGHT, light.ink, 0, 0.35)


def _church(scene: Scene, x: float, base: float) -> None:
    canvas, light = scene.canvas, scene.light
    canvas.box(x - 26, base - 160, x + 26, base, mix(light.stone, light.ink, 0.15))
    canvas.box(x + 8, base - 160, x + 26, base, light.ink, 0.16)
    canvas.shape([(x - 32, base - 158), (x, base - 250), (x + 32, base - 158)], mix(light.ink, light.deep, 0.4))
    canvas.box(x - 8, base - 136, x + 8, base - 106, scene.window())
