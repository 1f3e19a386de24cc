import type { ShopPicture } from '../pictures.js'
import { palettes } from './palettes.js'
import {
  both,
  disc,
  face,
  fade,
  flower,
  heart,
  leaf,
  line,
  oval,
  path,
  picture,
  place,
  rect,
  ring,
  type Shape,
  scale,
  shadow,
  shine,
  star,
  stitch,
  wide,
} from './shapes.js'

const grain = (x: number, y: number, angle: number): Shape =>
  `<g transform="rotate(${angle} ${x} ${y})">${path(`M${x} ${y - 44}q34 44 0 88q-34-44 0-88Z`, 'b')}</g>`
const bowl: Shape[] = [
  grain(140, 128, -24),
  grain(200, 108, 0),
  grain(260, 128, 24),
  oval(200, 186, 118, 34, 'w'),
  path('M78 188q0 124 88 136h68q88-12 88-136q-34 34-122 34t-122-34Z', 'a'),
  rect(152, 312, 96, 22, 11, 'aD'),
  scale(1.2, 200, 260, face(200, 256)),
  shine('M104 232q8 34 30 54'),
]
const flute: Shape[] = [
  line('M200 108v-14q0-10 12-16q16-10 8-28q-12-16-30-4q-6 6-6 14', 'k', 10),
  path('M200 104q96 46 130 78q4 22-18 22H88q-22 0-18-22q34-32 130-78Z', 'c'),
  path('M138 204h124q24 54 44 108q-26 22-53 6q-26 18-53 2q-26 16-53-2q-27 16-53-6q20-54 44-108Z', 'a'),
  rect(132, 196, 136, 20, 10, 'w'),
  heart(200, 262, 24, 'w'),
  stitch('M108 300q44 18 92 6t92-6', 'aD'),
]
const pomelo: Shape[] = [
  disc(200, 222, 112, 'c'),
  disc(200, 222, 96, 'w'),
  ...[0, 60, 120, 180, 240, 300].map(
    (angle) =>
      `<g transform="rotate(${angle} 200 222)">${path('M200 212q-42-36-34-70q34-20 68 0q8 34-34 70Z', 'b')}</g>`,
  ),
  disc(200, 222, 10, 'w'),
  path('M204 112q6-60 74-56q-4 52-74 56Z', 'a'),
  path('M196 112q-10-42-54-46q-2 40 54 46Z', 'aD'),
  shine('M112 200q8-36 34-56'),
]
const camping: Shape[] = [
  disc(268, 122, 38, 'b'),
  path('M40 318q60-150 120-60q30-40 60 10q60-70 140 50Z', 'aL'),
  path('M92 322q-8-4-2-14L186 152q14-16 28 0l96 156q6 10-2 14Z', 'c'),
  path('M200 176l-46 146h92Z', 'k'),
  path('M200 176l-46 146h-22q40-70 68-146Z', 'w'),
  path('M200 176l46 146h22q-40-70-68-146Z', 'w'),
  path('M56 318q144-30 288 0v12q-144 20-288 0Z', 'a'),
  both(path('M84 322l-34 0l34-86l34 86Z', 'aD')),
  star(120, 106, 12, 'b'),
  star(160, 76, 8, 'b'),
]

const hills = (back: 'aL' | 'cL' | 'bL' | 'dL', front: 'a' | 'bL' | 'cL' | 'dL'): Shape =>
  fade(0.7, path('M-20 300q180-110 380-30t460-30v140H-20Z', back)) +
  path('M-20 328q240-60 440-16t400-24v100H-20Z', front)

const bottle: Shape[] = [
  path('M148 172q0-26 26-26h52q26 0 26 26v136q0 30-30 30h-44q-30 0-30-30Z', 'w'),
  path('M149 236q26-10 51 0t51 0v72q0 30-30 30h-44q-30 0-30-30Z', 'bL'),
  rect(142, 124, 116, 36, 14, 'a'),
  path('M158 126q0-18 22-24q8-4 8-22q0-16 12-16t12 16q0 18 8 22q22 6 22 24Z', 'b'),
]
const rings: Shape[] = [
  rect(96, 276, 208, 50, 25, 'd'),
  rect(112, 232, 176, 48, 24, 'c'),
  rect(126, 190, 148, 46, 23, 'b'),
  rect(140, 150, 120, 44, 22, 'a'),
  disc(200, 116, 36, 'd'),
  face(200, 114, 0.62),
]
const gown = (paint: 'a' | 'b' | 'c' | 'd'): Shape[] => [
  path('M146 186h108q30 62 56 128q-28 22-55 6q-28 20-55 4q-28 16-55-4q-28 16-55-6q26-66 56-128Z', paint),
  path(
    'M150 82q50 34 100 0l44 22q10 6 6 18l-14 34q-4 10-14 6l-24-8l6 40h-108l6-40l-24 8q-10 4-14-6l-14-34q-4-12 6-18Z',
    `${paint}L`,
  ),
  rect(142, 176, 116, 18, 9, 'w'),
  heart(200, 252, 16, 'w'),
  line('M150 84q50-54 100 0M200 56v-22', 'k', 5),
]
const tee: Shape[] = [
  path(
    'M150 98q50 30 100 0l66 36q12 8 6 20l-24 50q-6 10-16 6l-22-10v116q0 14-14 14H154q-14 0-14-14V200l-22 10q-10 4-16-6l-24-50q-6-12 6-20Z',
    'w',
  ),
  star(200, 220, 34, 'b'),
  line('M150 100q50-62 100 0M200 68v-34', 'k', 5),
]
const pump: Shape[] = [
  rect(190, 92, 20, 44, 5, 'wD'),
  path('M150 74q0-14 14-14h52q16 0 16 16v22h-66q-16 0-16-12Z', 'a'),
  rect(164, 120, 72, 28, 10, 'a'),
  path('M136 182q0-40 40-40h48q40 0 40 40v126q0 32-32 32h-64q-32 0-32-32Z', 'w'),
  path('M136 206h128v84H136Z', 'dL'),
  leaf(200, 280, 44, 'a'),
]
const duck: Shape[] = [
  path('M102 224q-12-34 12-44q20 40 68 26q70-16 108 14q26 24 8 58q-22 42-100 42q-86 0-96-96Z', 'b'),
  disc(238, 148, 62, 'b'),
  path('M292 150q40-6 48 8q-4 22-50 18Z', 'c'),
  disc(258, 138, 8, 'k'),
  path('M142 236q46-20 84 6q-8 48-52 46q-36-4-32-52Z', 'bD'),
]
const tent: Shape[] = [
  path('M44 318q-8-4-2-14L176 96q24-22 48 0l134 208q6 10-2 14Z', 'b'),
  path('M200 84q14 2 24 12l134 208q6 10-2 14h-36Z', 'bD'),
  path('M200 138l-62 180h124Z', 'k'),
  path('M200 138l-62 180h-24q40-80 86-180Z', 'w'),
  path('M200 138l62 180h24q-40-80-86-180Z', 'w'),
]
const tree = (x: number, y: number, size: number): Shape =>
  place(x, y, size, rect(-7, -20, 14, 40, 6, 'cD'), path('M0-150l54 90h-30l34 56H-58l34-56h-30Z', 'aD'))
const cloud = (x: number, y: number, size: number): Shape =>
  place(
    x,
    y,
    size,
    fade(0.85, path('M0 40q0-24 24-24q8-26 38-20q26-14 40 12q26-2 26 24q-4 16-22 16H20q-20 0-20-8Z', 'w')),
  )

/** A letter with a seal, as a brand gives it to whoever sells its goods; what it says is not to be read. */
const letter: Shape[] = [
  shadow(200, 356, 110),
  rect(84, 44, 232, 306, 12, 'w'),
  ring(200, 96, 20, 'a', 6),
  rect(140, 132, 120, 12, 6, 'aD'),
  ...[166, 188, 210, 232].map((y, at) => rect(116, y, at === 3 ? 104 : 168, 8, 4, 'kL')),
  stitch('M100 60h200v274h-200Z', 'aL'),
  path('M228 300l-8 46 24-14 24 14-8-46Z', 'b'),
  disc(244, 286, 34, 'b'),
  disc(244, 286, 24, 'bL'),
  star(244, 286, 14, 'w'),
]

export const shopDrawings = {
  'logo-mili': picture(palettes.feeding, [shadow(200, 340, 96), ...bowl]),
  'logo-disha': picture(palettes.clothes, flute),
  'logo-chuyou': picture(palettes.care, [shadow(200, 346, 92), ...pomelo]),
  'logo-yingdi': picture(palettes.camp, camping),
  'banner-mili': wide(palettes.feeding, [
    hills('bL', 'cL'),
    cloud(420, 40, 0.9),
    cloud(650, 80, 0.7),
    place(420, 60, 0.74, shadow(200, 340, 96), ...bowl),
    place(590, 110, 0.6, shadow(200, 340, 70), ...bottle),
    place(316, 126, 0.55, shadow(200, 336, 90), ...rings),
  ]),
  'banner-disha': wide(palettes.clothes, [
    fade(0.6, oval(560, 210, 260, 140, 'bL')),
    line('M330 62h440', 'k', 6),
    place(322, 44, 0.62, ...gown('a')),
    place(458, 44, 0.62, ...tee),
    place(590, 44, 0.62, ...gown('c')),
    flower(372, 300, 22, 'aL', 'b'),
    flower(716, 304, 26, 'w', 'b'),
    flower(560, 312, 16, 'w', 'a'),
  ]),
  'banner-chuyou': wide(palettes.care, [
    hills('dL', 'dL'),
    ...[
      [420, 70, 18],
      [470, 40, 10],
      [690, 60, 22],
      [740, 110, 12],
    ].map(([x = 0, y = 0, r = 0]) => fade(0.6, disc(x, y, r, 'dL'))),
    place(486, 62, 0.74, shadow(200, 340, 84), ...pump),
    place(356, 118, 0.58, shadow(200, 330, 110), ...duck),
    place(604, 150, 0.52, shadow(200, 340, 92), ...pomelo),
  ]),
  'banner-yingdi': wide(palettes.camp, [
    disc(690, 84, 38, 'b'),
    cloud(400, 56, 0.8),
    fade(0.6, path('M200 320q120-190 230-70q60-80 130 0q80-130 260 70Z', 'aL')),
    hills('aL', 'a'),
    tree(372, 312, 0.8),
    tree(756, 320, 1),
    tree(704, 326, 0.7),
    place(420, 80, 0.76, shadow(200, 322, 150), ...tent),
    tree(412, 330, 0.5),
  ]),
  letter: picture(palettes.care, letter),
} satisfies Record<ShopPicture, string>
