import type { GoodsPicture } from '../pictures.js'
import { palettes } from './palettes.js'
import {
  both,
  disc,
  face,
  heart,
  line,
  oval,
  path,
  picture,
  rect,
  type Shape,
  shadow,
  shine,
  star,
  stitch,
  turn,
} from './shapes.js'

const draw = (...shapes: Shape[]): string => picture(palettes.toys, shapes)

const crayon = (x: number, y: number, paint: 'a' | 'b' | 'c' | 'd'): Shape =>
  path(`M${x} ${y + 34}l10-30q5-8 10 0l10 30Z`, `${paint}D`) +
  rect(x - 3, y + 30, 36, 200, 6, paint) +
  rect(x - 3, y + 56, 36, 90, 0, `${paint}L`) +
  line(`M${x + 2} ${y + 66}h26M${x + 2} ${y + 136}h26`, paint, 4)
const piece =
  'M0 0h34q-8-22 12-22t12 22h34v34q22-8 22 12t-22 12v34H58q8-22-12-22t-12 22H0V58q22 8 22-12T0 34Z'
const jigsaw = (x: number, y: number, angle: number, paint: 'a' | 'b' | 'c' | 'd'): Shape =>
  `<g transform="translate(${x} ${y}) rotate(${angle} 46 46)">${path(piece, paint)}${shine('M8 10h18', 5)}</g>`

export const toys = {
  rings: draw(
    shadow(200, 342, 112),
    oval(200, 326, 104, 20, 'bD'),
    rect(188, 96, 24, 230, 12, 'b'),
    rect(96, 276, 208, 50, 25, 'd'),
    rect(112, 232, 176, 48, 24, 'c'),
    rect(126, 190, 148, 46, 23, 'b'),
    rect(140, 150, 120, 44, 22, 'a'),
    disc(200, 116, 36, 'a'),
    disc(200, 116, 36, 'd'),
    face(200, 114, 0.62),
    shine('M114 292q4-8 14-8M128 246q4-6 12-6M142 204q4-6 12-6M154 164q4-6 12-6', 7),
  ),
  blocks: draw(
    shadow(200, 340, 130),
    rect(78, 236, 100, 100, 14, 'd'),
    star(128, 288, 28, 'w'),
    rect(186, 236, 100, 100, 14, 'b'),
    disc(236, 286, 27, 'w'),
    path('M298 336l24-74q4-8 10 0l24 74Z', 'c'),
    rect(132, 132, 100, 100, 14, 'a'),
    heart(182, 184, 27, 'w'),
    path('M148 130q0-46 36-46t36 46h-24q0-20-12-20t-12 20Z', 'c'),
    turn(20, 280, 210, rect(256, 176, 36, 56, 8, 'c')),
    shine('M90 256v-6q0-4 4-4M198 256v-6q0-4 4-4M144 152v-6q0-4 4-4', 6),
  ),
  book: draw(
    shadow(200, 326, 136),
    path('M58 130q0-12 12-12h260q12 0 12 12v176q0 10-12 10H70q-12 0-12-10Z', 'aD'),
    path('M200 136q-62-34-128-14v176q66-18 128 14Z', 'w'),
    path('M200 136q62-34 128-14v176q-66-18-128 14Z', 'w'),
    line('M200 138v172', 'wD', 4),
    path('M86 270q40-16 100 8v-40q-50-44-100-6Z', 'c'),
    disc(112, 168, 19, 'b'),
    path('M140 238l24-30l24 30v28l-48-8Z', 'a'),
    path('M226 226q-4-40 32-44q40 0 44 44q0 26-38 26t-38-26Z', 'd'),
    path('M236 192q-8-26 6-28q14 6 12 22Z', 'd'),
    path('M292 192q8-26-6-28q-14 6-12 22Z', 'd'),
    face(264, 216, 0.6),
    line('M224 276q40-14 88 0', 'bD', 5),
    path('M300 118l18-2v54l-9-9l-9 9Z', 'b'),
  ),
  rabbit: draw(
    shadow(200, 344, 96),
    both(path('M176 140q-46-80-18-104q34-10 40 92Z', 'w'), path('M174 118q-24-54-10-64q14 2 18 62Z', 'aL')),
    path('M132 276q0-66 68-66t68 66q0 64-68 64t-68-64Z', 'w'),
    both(oval(146, 326, 32, 20, 'w'), turn(28, 134, 256, oval(134, 256, 18, 38, 'w'))),
    oval(200, 288, 36, 38, 'bL'),
    path('M124 170q0-60 76-60t76 60q0 58-76 58t-76-58Z', 'w'),
    face(200, 168, 1.1),
    path('M193 174h14l-7 8Z', 'a'),
    path('M164 226q36 18 72 0l4 16q-40 20-80 0Z', 'd'),
    path('M222 232q30 8 28 44l-22-6Z', 'dD'),
    shine('M146 150q8-18 24-24', 7),
  ),
  bear: draw(
    shadow(200, 344, 108),
    both(disc(136, 92, 32, 'bD'), disc(136, 94, 18, 'wD')),
    path('M122 280q0-70 78-70t78 70q0 62-78 62t-78-62Z', 'b'),
    both(turn(34, 122, 250, oval(122, 250, 24, 44, 'b')), disc(144, 324, 32, 'b'), disc(142, 328, 17, 'wD')),
    oval(200, 284, 46, 44, 'wD'),
    path('M110 152q0-78 90-78t90 78q0 68-90 68t-90-68Z', 'b'),
    oval(200, 176, 38, 28, 'wD'),
    disc(164, 146, 7, 'k'),
    disc(236, 146, 7, 'k'),
    oval(200, 164, 12, 8, 'k'),
    line('M200 172v8q-10 12-20 4M200 180q10 12 20 4', 'k', 4),
    path('M200 226q-36-22-40 0q4 22 40 0q36 22 40 0q-4-22-40 0Z', 'a'),
    disc(200, 226, 9, 'aD'),
    heart(200, 286, 15, 'a'),
    shine('M134 128q10-24 32-32'),
  ),
  rattle: draw(
    shadow(196, 338, 92),
    turn(
      28,
      200,
      200,
      rect(188, 196, 24, 130, 12, 'b'),
      disc(200, 336, 22, 'c'),
      rect(172, 206, 56, 16, 8, 'd'),
      disc(200, 136, 76, 'a'),
      path('M124 134q76 34 152 0q2 20-4 36q-70 30-144 0q-6-16-4-36Z', 'w'),
      ...[148, 174, 200, 226, 252].map((x) => disc(x, 164 - Math.abs(x - 200) / 12, 8, x % 4 ? 'd' : 'b')),
      shine('M148 106q12-26 40-30'),
      star(200, 104, 16, 'b'),
    ),
    line('M300 76q18 8 22 28M320 52q30 14 36 48', 'bD', 6),
  ),
  puzzle: draw(
    shadow(200, 334, 122),
    jigsaw(96, 96, 0, 'a'),
    jigsaw(208, 112, 8, 'd'),
    jigsaw(92, 210, -6, 'c'),
    jigsaw(214, 228, 14, 'b'),
  ),
  crayons: draw(
    shadow(200, 344, 116),
    turn(-10, 120, 300, crayon(92, 100, 'a')),
    turn(-4, 160, 300, crayon(138, 76, 'b')),
    turn(2, 200, 300, crayon(186, 66, 'c')),
    turn(7, 240, 300, crayon(232, 78, 'd')),
    turn(13, 290, 300, crayon(276, 102, 'a')),
    path('M84 206q116 24 232 0l-8 120q-2 16-20 16H112q-18 0-20-16Z', 'w'),
    path('M88 256q112 20 224 0l-3 40q-110 18-218 0Z', 'bL'),
    line('M128 286q20-34 38-8t36-4t40 0t34-6', 'a', 7),
    stitch('M96 222q104 20 208 0', 'bD'),
  ),
} satisfies Partial<Record<GoodsPicture, string>>
