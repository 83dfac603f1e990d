"""Motifs: what the pictures of the sample web show, in several variants each, and the logos of its publishers."""

from collections.abc import Callable
from functools import lru_cache
from math import sin, tau
from random import Random

from newsloom.sample import shore, town
from newsloom.sample.pictures import Canvas, mix
from newsloom.sample.records import Motif
from newsloom.sample.scenery import HEIGHT, LIGHTS, STORMY, WIDTH, Light, Scene

LOGO = 192
VARIANTS = 24
"""Different pictures of one motif."""


@lru_cache(maxsize=512)
def picture(motif: Motif, variant: int) -> bytes:
    """Return the PNG file of one variant of a motif, 1200 × 630.

    Example:
        >>> picture("barrage", 1) == picture("barrage", 1), picture("barrage", 1) == picture("barrage", 2)
        (True, False)
    """
    rng = Random(f"{motif} {variant}")  # noqa: S311 -- the same picture every time is what is wanted
    scene = Scene(Canvas(WIDTH, HEIGHT), _light(motif, variant, rng), rng)
    _DRAWN[motif](scene)
    return scene.canvas.png(flipped=rng.choice((True, False)))


@lru_cache(maxsize=64)
def logo(name: str) -> bytes:
    """Return the PNG file of a publisher's logo, 192 × 192: a disc and a wave."""
    rng = Random(name)  # noqa: S311 -- likewise
    canvas, light = Canvas(LOGO, LOGO), rng.choice(LIGHTS)
    length, start = rng.uniform(60, 130), rng.uniform(0, tau)
    canvas.box(0, 0, LOGO, LOGO, light.stone)
    canvas.disc(LOGO / 2, LOGO / 2, rng.uniform(60, 86), light.land)
    wave = [(x, LOGO * 0.56 + 10 * sin(start + x * tau / length)) for x in range(0, LOGO + 1, 4)]
    canvas.shape([*wave, (LOGO, LOGO * 0.8), (0, LOGO * 0.8)], light.warm)
    return canvas.png()


def _light(motif: Motif, variant: int, rng: Random) -> Light:
    """Return the light of a variant: one after another, each with a little of a second one in it."""
    lights = STORMY if motif == "storm" else LIGHTS
    main, other, share = lights[(variant + len(motif)) % len(lights)], rng.choice(lights), rng.uniform(0, 0.18)
    return Light(*(mix(first, second, share) for first, second in zip(main, other, strict=True)))


_DRAWN: dict[Motif, Callable[[Scene], None]] = {
    "barrage": shore.barrage,
    "turbine": shore.turbine,
    "harbour": shore.harbour,
    "grid": town.grid,
    "cable": shore.cable,
    "vessel": shore.vessel,
    "hall": town.hall,
    "court": town.court,
    "battery": town.battery,
    "seal": shore.seal,
    "school": town.school,
    "storm": shore.storm,
    "ledger": town.ledger,
    "lab": town.lab,
    "village": shore.village,
}
