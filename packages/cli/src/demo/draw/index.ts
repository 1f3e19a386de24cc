import {
  type GoodsPicture,
  goodsPictures,
  type PictureName,
  type ShopPicture,
  shopPictures,
} from '../pictures.js'
import { camp } from './camp.js'
import { care } from './care.js'
import { clothes } from './clothes.js'
import { feeding } from './feeding.js'
import { nursery } from './nursery.js'
import { outing } from './outing.js'
import { shopDrawings } from './shops.js'
import { toys } from './toys.js'

/** The SVG of every picture, by its name. */
export const drawings: Readonly<Record<PictureName, string>> = {
  ...feeding,
  ...care,
  ...clothes,
  ...nursery,
  ...toys,
  ...outing,
  ...camp,
  ...shopDrawings,
} satisfies Record<GoodsPicture | ShopPicture, string>

export const allPictures: readonly PictureName[] = [...goodsPictures, ...shopPictures]
