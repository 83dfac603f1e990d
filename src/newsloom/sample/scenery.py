"""Scenery: the light that a picture of the sample web is seen in, and its sky, hills, water and ground."""

from math import sin, tau
from random import Random
from typing import NamedTuple

from newsloom.sample.pictures import Canvas, Colour, Point, mix

WIDTH, HEIGHT = 1200, 630
"""The size that Open Graph pictures usually have."""


class Light(NamedTuple):
    """The colours of a time of day: sky above and at the horizon, sun, land, water far and near, and what things are made of."""

    high: Colour
    low: Colour
    sun: Colour
    land: Colour
    sea: Colour
    deep: Colour
    ink: Colour
    stone: Colour
    warm: Colour
    lamp: Colour


def _light(row: str) -> Light:
    return Light(*((colour[0], colour[1], colour[2]) for colour in map(bytes.fromhex, row.split())))


LIGHTS = tuple(
    _light(row)
    for row in (
        # high   low    sun    land   sea    deep   ink    stone  warm   lamp: morning, noon, evening, overcast, gold, clear, night
        "6486a8 f4d3b4 fff3d6 566d7c a9b8bd 34566c 22333f ece2d2 c4623f ffdf9c",
        "5ea3cf dcedf0 fffbe8 5b8272 8fc0cc 20607d 1e3a47 f7f3ea d67a3c fff0c0",
        "3b4676 f3a878 ffe2a6 4d4465 d79d8b 383e62 231f35 e8d2c3 d95c3d ffcf7a",
        "74858f d3d8d6 f1f2e8 586a6e a5b3b5 43606b 28353b dfdfd8 b25a45 ffe2a0",
        "86b0c2 f8e6ba fff8de 6a7d60 d3d5b6 39707b 2a3834 f5e8d0 c8632f ffe39a",
        "2d6f8a c4e3da fdf6dc 3f6f70 8dc0bd 1b5368 17343d f1efe2 e0893f ffe9ab",
        "101d38 46678e f6f1da 1e3049 3f6184 10223b 0b1422 93a5b8 b4653f ffcc6c",
    )
)
STORMY = tuple(
    _light(row)
    for row in (
        "333f49 8d9a9c dfe3c8 3b474e 74858a 2a3d47 141d23 c9cdc9 b5503f ffe08a",
        "2a2f4a 8c7f93 f0d7b0 3a3a52 6f6d86 272b45 12131f c2bcc4 c4583f ffd98a",
        "1f3440 7fa09c e6ecd0 2e4a50 5f8688 1a3740 0d1d23 c3d2cc c9603c ffe08a",
    )
)


class Scene(NamedTuple):
    """A picture in the making: where it is drawn, in which light, and the numbers that its seed throws."""

    canvas: Canvas
    light: Light
    rng: Random

    @property
    def dark(self) -> bool:
        """Whether windows are lit."""
        return sum(self.light.high) < 260  # noqa: PLR2004 -- evening and night lie below it, by their palettes

    def far(self, share: float) -> Colour:
        """Return the colour of land that lies in the haze: 0 near, 1 at the horizon."""
        return mix(self.light.land, self.light.low, share)

    def window(self) -> Colour:
        """Return the colour of a window: lit or not, as the hour and the seed have it."""
        return self.light.lamp if self.dark and self.rng.random() < 0.7 else mix(self.light.ink, self.light.high, 0.35)  # noqa: PLR2004 -- most


def sky(scene: Scene, horizon: float, *, sun: bool = True) -> float:
    """Draw the sky down to the horizon, and return where the sun stands."""
    light, rng = scene.light, scene.rng
    soft = Canvas(WIDTH, HEIGHT, 1)
    soft.fade(0, horizon, light.high, mix(light.high, light.low, 0.62), light.low)
    soft.fade(horizon, HEIGHT, light.low, light.low)
    x, y = rng.uniform(0.18, 0.82) * WIDTH, horizon - rng.uniform(0.2, 0.6) * horizon
    if sun:
        soft.glow(x, y, 300, light.sun, 0.8)
    scene.canvas.lay(soft)
    if sun:
        scene.canvas.disc(x, y, rng.uniform(26, 40), light.sun)
    _stars(scene, horizon)
    for _ in range(rng.randint(2, 4)):
        _cloud(scene, rng.uniform(0, WIDTH), rng.uniform(0.12, 0.75) * horizon)
    return x


def _stars(scene: Scene, horizon: float) -> None:
    if sum(scene.light.high) < 140:  # noqa: PLR2004 -- night alone, by its palette
        for _ in range(70):
            scene.canvas.disc(
                scene.rng.uniform(0, WIDTH), scene.rng.uniform(0, horizon * 0.7), scene.rng.uniform(0.8, 1.8), scene.light.sun, 0.7
            )


def _cloud(scene: Scene, x: float, y: float) -> None:
    """Draw a flat cloud: long lenses, one above another."""
    colour = mix(scene.light.low, scene.light.sun, 0.5)
    for _ in range(scene.rng.randint(3, 5)):
        wide, high = scene.rng.uniform(90, 260), scene.rng.uniform(6, 13)
        scene.canvas.oval(x + scene.rng.uniform(-120, 120), y + scene.rng.uniform(-16, 16), wide, high, colour, 0.28)


def ridge(scene: Scene, base: float, height: float, colour: Colour) -> None:
    """Draw a line of hills that stands on a base."""
    waves = [(scene.rng.uniform(0, tau), scene.rng.uniform(0.7, 1.3) * rate, part) for rate, part in ((3, 0.5), (7, 0.3), (17, 0.12))]
    crest: list[Point] = []
    for x in range(0, WIDTH + 21, 20):
        rise = 0.55 + sum(part * sin(start + rate * x / WIDTH) for start, rate, part in waves)
        crest.append((x, base - height * max(0.02, rise)))
    scene.canvas.shape([(0, base), *crest, (WIDTH, base)], colour)


def hills(scene: Scene, horizon: float, height: float = 110) -> None:
    """Draw three lines of hills, each nearer, lower and darker."""
    for share, part in ((0.78, 1.0), (0.56, 0.7), (0.3, 0.42)):
        ridge(scene, horizon + 1, height * part, scene.far(share))
    scene.canvas.veil(horizon - 60, horizon, scene.light.low, 0, 0.55)


def sea(scene: Scene, horizon: float, sun: float | None = None) -> None:
    """Draw water from the horizon down, and the sun's path on it."""
    canvas, light, rng = scene.canvas, scene.light, scene.rng
    canvas.fade(horizon, HEIGHT, light.sea, mix(light.sea, light.deep, 0.65), light.deep)
    ripples(scene, horizon)
    if sun is None:
        return
    depth = HEIGHT - horizon
    for row in range(26):
        down = (row / 25) ** 1.5
        wide = (10 + 60 * down) * rng.uniform(0.4, 1)
        x = sun + rng.uniform(-1, 1) * (14 + 70 * down)
        canvas.oval(x, horizon + 4 + down * depth * 0.9, wide, 1.2 + 2.4 * down, light.sun, 0.75 - 0.45 * down)


def ripples(scene: Scene, top: float, count: int = 34) -> None:
    """Draw small waves, wider and further apart towards the viewer."""
    for _ in range(count):
        down = scene.rng.random() ** 1.6
        y, wide = top + 6 + down * (HEIGHT - top), (20 + 90 * down) * scene.rng.uniform(0.5, 1)
        colour = scene.light.low if scene.rng.random() < 0.6 else scene.light.deep  # noqa: PLR2004 -- more light than shade
        scene.canvas.oval(scene.rng.uniform(0, WIDTH), y, wide, 1 + 1.6 * down, colour, 0.3)


def ground(scene: Scene, top: float, colour: Colour) -> None:
    """Draw the ground from a height down, darker towards the viewer."""
    scene.canvas.fade(top, HEIGHT, colour, mix(colour, scene.light.ink, 0.45))


def house(scene: Scene, left: float, base: float, size: tuple[float, float], colour: Colour) -> None:
    """Draw a gabled house that stands on a base: lit wall, shaded side of the roof, two rows of windows and a door."""
    canvas, (wide, high) = scene.canvas, size
    roof = mix(scene.light.ink, scene.light.warm, 0.25)
    top, ridge_at = base - high, base - high - wide * 0.42
    canvas.shape([(left, base), (left, top), (left + wide / 2, ridge_at), (left + wide, top), (left + wide, base)], colour)
    canvas.box(left + wide * 0.78, top, left + wide, base, scene.light.ink, 0.14)
    canvas.line([(left - 5, top + 5), (left + wide / 2, ridge_at - 2), (left + wide + 5, top + 5)], roof, wide * 0.09)
    canvas.box(left + wide * 0.68, ridge_at + wide * 0.02, left + wide * 0.79, top, roof)
    pane = wide * 0.17
    for row in range(int(high // (pane * 2.3))):
        for column in (0.18, 0.6):
            x, y = left + wide * column, top + pane * (0.35 + row * 2.1)
            canvas.box(x, y, x + pane, y + pane * 1.35, scene.window())
    canvas.box(left + wide * 0.42, base - pane * 1.7, left + wide * 0.58, base, roof)


def tree(scene: Scene, x: float, base: float, size: float) -> None:
    """Draw a round tree."""
    colour = mix(scene.light.land, scene.light.ink, 0.35)
    scene.canvas.box(x - size * 0.05, base - size * 0.5, x + size * 0.05, base, scene.light.ink)
    for dx, dy, part in ((0, 0.78, 0.34), (-0.2, 0.62, 0.27), (0.22, 0.6, 0.26)):
        scene.canvas.disc(x + dx * size, base - dy * size, part * size, colour)
    scene.canvas.disc(x - 0.08 * size, base - 0.86 * size, 0.2 * size, mix(colour, scene.light.low, 0.22))
