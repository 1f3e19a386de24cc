/** Every picture of the demo, as committed in `packages/cli/demo/pictures/<name>.webp`. */
export const goodsPictures = [
  // feeding
  'bottle',
  'pacifier',
  'bib',
  'bowl-spoon',
  'high-chair',
  'milk-tin',
  'snack-bag',
  'puree-pouch',
  'breast-pump',
  'dinner-plate',
  'water-bottle',
  // care
  'diapers',
  'wipes',
  'toothbrush',
  'thermometer',
  'nail-clipper',
  'lotion',
  'bath-duck',
  'bath-tub',
  'towel',
  // clothes
  'onesie',
  'romper',
  'dress',
  'knit-hat',
  'socks',
  'shoes',
  'jacket',
  'tshirt',
  'trousers',
  'pajamas',
  'sun-hat',
  'raincoat',
  'rain-boots',
  'sweater',
  // nursery
  'crib',
  'blanket',
  'night-light',
  'nursing-pillow',
  'play-mat',
  'safety-gate',
  // toys
  'rings',
  'blocks',
  'book',
  'rabbit',
  'bear',
  'rattle',
  'puzzle',
  'crayons',
  // outing
  'stroller',
  'car-seat',
  'carrier',
  'mommy-bag',
  'backpack',
  // camp
  'tent',
  'lantern',
  'balance-bike',
  'sand-toys',
  'kite',
  'sleeping-bag',
  'camp-chair',
] as const

/** One logo and one wide banner per shop, and a letter to show as proof. */
export const shopPictures = [
  'logo-mili',
  'logo-disha',
  'logo-chuyou',
  'logo-yingdi',
  'banner-mili',
  'banner-disha',
  'banner-chuyou',
  'banner-yingdi',
  'letter',
] as const

export type GoodsPicture = (typeof goodsPictures)[number]
export type ShopPicture = (typeof shopPictures)[number]
export type PictureName = GoodsPicture | ShopPicture
