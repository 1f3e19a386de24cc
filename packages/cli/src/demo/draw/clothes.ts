import type { GoodsPicture } from '../pictures.js'
import { coat, dressTop, jacket, onesie, romper, skirt, sweater, trousers, tshirt } from './outlines.js'
import { palettes } from './palettes.js'
import {
  both,
  disc,
  fade,
  flower,
  heart,
  leaf,
  line,
  move,
  oval,
  path,
  picture,
  place,
  rect,
  type Shape,
  shadow,
  shine,
  star,
  stitch,
  turn,
  within,
} from './shapes.js'

const draw = (...shapes: Shape[]): string => picture(palettes.clothes, shapes)

const stripes = (from: number, to: number, step: number, shape: (y: number) => Shape): Shape[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => shape(from + i * step))
const scatter = (
  points: readonly (readonly [number, number])[],
  shape: (x: number, y: number) => Shape,
): Shape[] => points.map(([x, y]) => shape(x, y))

const sock = (x: number, paint: 'a' | 'c', band: 'w' | 'b'): Shape => {
  const d = `M${x} 108h66v116q0 12 10 22l28 28q22 24 0 46q-22 18-46-2l-44-44q-14-14-14-36Z`
  return `${path(d, paint)}${within(`sock${x}`, d, ...[150, 190].map((y) => rect(x - 10, y, 100, 18, 0, band)), path(`M${x + 54} 300q30-44 70-20l-10 70h-60Z`, band), path(`M${x - 10} 220q40 0 34 46l-40 10Z`, band))}${rect(x - 5, 96, 76, 26, 12, band)}`
}

const shoe = (paint: 'a' | 'c'): Shape =>
  path('M92 236q-4-56 22-60q20 20 58 4q18-12 32 8q26 34 74 38q30 6 30 40v14H92Z', paint) +
  path('M238 222q62 2 70 42v16h-96q-4-36 26-58Z', 'w') +
  rect(84, 268, 228, 30, 15, 'wD') +
  rect(84, 268, 228, 14, 7, 'w') +
  line('M176 192l32 20M192 180l32 24', 'w', 8) +
  stitch('M106 196q-4 30 0 58', 'w') +
  path('M104 184q12-14 24-4l-8 22h-18Z', 'b')

export const clothes = {
  onesie: draw(
    path(onesie, 'w'),
    within('onesie', onesie, ...stripes(120, 330, 30, (y) => rect(60, y, 280, 11, 0, 'aL'))),
    path('M152 86q48 26 96 0q6 8 2 16q-50 24-100 0q-4-8 2-16Z', 'a'),
    line('M168 258q32 34 32 72M232 258q-32 34-32 72', 'a', 7),
    stitch('M290 186l18-46M110 186l-18-46', 'a'),
    disc(186, 318, 4.5, 'aD'),
    disc(200, 326, 4.5, 'aD'),
    disc(214, 318, 4.5, 'aD'),
    disc(200, 178, 32, 'a'),
    heart(200, 178, 15, 'w'),
  ),
  romper: draw(
    path(romper, 'c'),
    within(
      'romper',
      romper,
      ...scatter(
        [
          [140, 120],
          [260, 120],
          [160, 190],
          [240, 190],
          [176, 250],
          [226, 246],
          [150, 300],
          [250, 300],
          [96, 190],
          [304, 190],
          [200, 150],
        ],
        (x, y) => star(x, y, 9, 'w'),
      ),
    ),
    path('M150 74q50 26 100 0q4 8 0 14q-50 26-100 0q-4-6 0-14Z', 'cL'),
    line('M200 92v168', 'wD', 6),
    stitch('M194 96v160M206 96v160', 'w', 2),
    rect(194, 108, 12, 18, 5, 'b'),
    both(path('M136 326h50l-2 18q-2 8-12 8h-28q-10 0-10-10Z', 'cL')),
  ),
  dress: draw(
    path(skirt, 'a'),
    within(
      'skirt',
      skirt,
      ...scatter(
        [
          [140, 270],
          [180, 240],
          [216, 270],
          [252, 248],
          [170, 300],
          [236, 306],
          [120, 310],
          [280, 304],
          [200, 214],
        ],
        (x, y) => flower(x, y, 12, 'w', 'b'),
      ),
    ),
    fade(0.45, line('M176 200q-16 60-28 112M200 200v120M224 200q16 60 28 112', 'aD', 3)),
    path(dressTop, 'aL'),
    path('M150 82q50 34 100 0q8 24-14 34q-16 8-36-8q-20 16-36 8q-22-10-14-34Z', 'w'),
    rect(142, 176, 116, 18, 9, 'w'),
    path('M200 186q-34-20-38 0q4 20 38 0q34 20 38 0q-4-20-38 0Z', 'aD'),
    disc(200, 186, 8, 'aD'),
    stitch('M108 150l14-36M292 150l-14-36', 'aD'),
  ),
  'knit-hat': draw(
    shadow(200, 330, 110),
    disc(200, 94, 40, 'w'),
    fade(0.6, line('M178 82q10-12 22-10M206 76q14 2 18 14M184 106q14 8 28 2', 'wD', 5)),
    path('M96 262q-6-146 104-146t104 146Z', 'a'),
    within(
      'hat',
      'M96 262q-6-146 104-146t104 146Z',
      fade(0.5, ...[120, 152, 184, 216, 248, 280].map((x) => line(`M${x} 120v140`, 'aD', 5))),
      path(
        'M90 206l22-22l22 22l22-22l22 22l22-22l22 22l22-22l22 22l22-22l22 22v16l-22-22l-22 22l-22-22l-22 22l-22-22l-22 22l-22-22l-22 22l-22-22l-22 22Z',
        'w',
      ),
    ),
    rect(82, 244, 236, 72, 34, 'aL'),
    ...[112, 140, 168, 196, 224, 252, 280].map((x) => line(`M${x + 4} 262v36`, 'a', 7)),
    rect(244, 270, 40, 30, 8, 'b'),
    shine('M122 190q10-34 34-46'),
  ),
  socks: draw(
    shadow(196, 342, 104),
    turn(8, 250, 220, sock(206, 'c', 'w')),
    turn(-8, 150, 220, sock(98, 'a', 'b')),
  ),
  shoes: draw(
    shadow(204, 330, 126),
    `<g transform="translate(46 -54) scale(.92)">${shoe('c')}</g>`,
    `<g transform="translate(-20 26)">${shoe('a')}</g>`,
  ),
  jacket: draw(
    path('M136 108q0-60 64-60t64 60q-30 34-64 34t-64-34Z', 'cD'),
    path('M150 106q0-40 50-40t50 40q-22 20-50 20t-50-20Z', 'b'),
    path(jacket, 'c'),
    within(
      'jacket',
      jacket,
      fade(0.6, ...[160, 198, 236, 274].map((y) => line(`M60 ${y}q140 18 280 0`, 'cD', 4))),
    ),
    line('M200 116v196', 'cD', 7),
    line('M200 116v196', 'b', 3),
    both(path('M150 236h34v36q0 6-6 6h-22q-6 0-6-6Z', 'cL')),
    both(rect(66, 254, 46, 22, 11, 'b')),
    rect(136, 302, 128, 20, 10, 'b'),
    disc(200, 148, 6, 'b'),
    shine('M112 140q-12 30-20 70', 6),
  ),
  tshirt: draw(
    path(tshirt, 'w'),
    within(
      'tee',
      tshirt,
      path('M60 130l60-40l10 130l-60 10Z', 'd'),
      path('M340 130l-60-40l-10 130l60 10Z', 'd'),
      rect(120, 306, 160, 40, 0, 'd'),
    ),
    path('M150 98q50 30 100 0q6 6 2 14q-52 32-104 0q-4-8 2-14Z', 'd'),
    path('M164 246q-10-50 36-50t36 50q0 20-36 20t-36-20Z', 'b'),
    both(path('M166 212q-8-28 8-30q14 8 14 22Z', 'b')),
    disc(188, 230, 4.5, 'k'),
    disc(212, 230, 4.5, 'k'),
    path('M194 240h12l-6 7Z', 'a'),
    line('M176 242h-18M224 242h18M178 250l-16 6M222 250l16 6', 'k', 2.5),
  ),
  trousers: draw(
    path(trousers, 'c'),
    fade(0.9, path('M134 92h132l3 26H131Z', 'cD')),
    stitch('M138 130q4 30 34 30M262 130q-4 30-34 30M200 118v70', 'b'),
    line('M182 104q-8 32-16 40M218 104q8 32 16 40', 'w', 5),
    rect(118, 300, 62, 26, 10, 'cL'),
    rect(220, 300, 62, 26, 10, 'cL'),
    turn(-6, 148, 236, rect(132, 218, 34, 34, 8, 'b'), heart(149, 235, 9, 'a')),
    stitch('M206 196l16 104M194 196l-16 104', 'cL', 2),
    shine('M146 140l-14 120', 7),
  ),
  pajamas: draw(
    place(
      -14,
      8,
      0.84,
      path(sweater, 'b'),
      within(
        'pjtop',
        sweater,
        ...scatter(
          [
            [130, 150],
            [166, 210],
            [240, 160],
            [222, 240],
            [160, 290],
            [250, 300],
            [96, 230],
            [304, 230],
            [196, 166],
            [208, 300],
          ],
          (x, y) => path(`M${x} ${y - 11}a11 11 0 1 0 11 14a9 9 0 0 1-11-14Z`, 'w'),
        ),
      ),
      path('M158 96q42 16 84 0q10 10-2 24l-40 26l-40-26q-12-14-2-24Z', 'w'),
      line('M200 146v160', 'bD', 3),
      disc(208, 180, 5, 'a'),
      disc(208, 220, 5, 'a'),
      disc(208, 260, 5, 'a'),
    ),
    `<g transform="translate(160 136) scale(.6)">${path(trousers, 'b')}${within(
      'pjleg',
      trousers,
      ...scatter(
        [
          [160, 150],
          [236, 150],
          [150, 220],
          [250, 230],
          [150, 290],
          [256, 296],
          [200, 130],
        ],
        (x, y) => path(`M${x} ${y - 15}a15 15 0 1 0 15 19a12 12 0 0 1-15-19Z`, 'w'),
      ),
    )}${rect(128, 84, 144, 30, 14, 'w')}${rect(106, 306, 76, 24, 12, 'w')}${rect(218, 306, 76, 24, 12, 'w')}</g>`,
  ),
  'sun-hat': draw(
    shadow(200, 314, 140),
    oval(200, 258, 152, 48, 'b'),
    oval(200, 248, 142, 40, 'bL'),
    path('M110 250q-8-136 90-136t90 136q-90 34-180 0Z', 'b'),
    path('M109 222q91 32 182 0l0 30q-91 34-182 0Z', 'd'),
    stitch('M66 262q40 34 134 34t134-34', 'bD'),
    flower(262, 238, 25, 'w', 'a'),
    leaf(292, 250, 22, 'dD'),
    line('M116 282q-10 60 40 70M284 282q10 60-40 70', 'd', 5),
    shine('M136 190q10-38 40-50'),
  ),
  raincoat: draw(
    path('M130 132q-4-86 70-86t70 86q-24 26-70 26t-70-26Z', 'bD'),
    path('M152 128q-2-52 48-52t48 52q-18 16-48 16t-48-16Z', 'k'),
    fade(0.85, path('M156 124q0-44 44-44t44 44q-18 14-44 14t-44-14Z', 'aL')),
    both(path('M140 74q-22-18-14-34q22-4 32 18Z', 'b')),
    path(coat, 'b'),
    line('M200 126v206', 'bD', 5),
    ...[168, 214, 260].map((y) => toggle(y)),
    both(path('M146 262h36v36q0 8-8 8h-20q-8 0-8-8Z', 'bL')),
    stitch('M136 330h128', 'w'),
    shine('M116 160q-12 30-22 70', 7),
  ),
  'rain-boots': draw(shadow(204, 344, 122), move(72, -22, bootShape('d')), move(-38, 0, bootShape('a'))),
  sweater: draw(
    path(sweater, 'd'),
    within(
      'knit',
      sweater,
      rect(40, 168, 320, 60, 0, 'w'),
      path(
        'M40 214l20-30l20 30l20-30l20 30l20-30l20 30l20-30l20 30l20-30l20 30l20-30l20 30l20-30l20 30l20-30l20 30',
        'a',
      ),
      fade(
        0.4,
        ...stripes(110, 168, 14, (y) => stitch(`M80 ${y}h240`, 'dD', 3)),
        ...stripes(240, 310, 14, (y) => stitch(`M80 ${y}h240`, 'dD', 3)),
      ),
    ),
    path('M156 92q44 18 88 0q6 12 0 22q-44 20-88 0q-6-10 0-22Z', 'dL'),
    rect(136, 306, 128, 22, 11, 'dL'),
    both(turn(6, 90, 274, rect(62, 266, 48, 24, 11, 'dL'))),
  ),
} satisfies Partial<Record<GoodsPicture, string>>

function toggle(y: number): Shape {
  return rect(188, y, 24, 12, 6, 'w') + disc(188, y + 6, 7, 'a')
}

function bootShape(paint: 'a' | 'd'): Shape {
  const d = 'M120 130q40-12 80 0v96q4 20 34 26q40 8 40 44v14H122Z'
  return (
    path(d, paint) +
    within(
      `boot${paint}`,
      d,
      ...[
        [146, 176],
        [178, 214],
        [150, 246],
        [200, 268],
        [172, 160],
      ].map(([x = 0, y = 0]) => disc(x, y, 9, 'w')),
    ) +
    oval(160, 130, 42, 15, `${paint}D`) +
    rect(116, 124, 88, 22, 11, `${paint}L`) +
    rect(112, 298, 168, 26, 12, 'k') +
    line('M188 122q16-30 28 4', `${paint}D`, 8)
  )
}
