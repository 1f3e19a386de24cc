export {
  type FetchObstacle,
  type FetchOptions,
  type FetchResult,
  fetchToFile,
  isPublicAddress,
  PUBLIC_FETCH,
} from './guarded-fetch.js'
export { MEDIA_ERRORS } from './media.errors.js'
export { findMediaByHash, listMedia, listMediaById, type Media } from './media.queries.js'
export { mediaAdminRoutes, mediaStorefrontRoutes } from './media.routes.js'
export {
  isMediaHash,
  MEDIA_SIZES,
  mediaUrl,
  type PictureView,
  parseMediaUrl,
  pictureOf,
  sizesFor,
  UPLOAD_BYTES_MAX,
} from './media.rules.js'
export { findPictures, type PictureRow } from './media-by-id.queries.js'
export type { MediaStorage, StoredFile } from './media-storage.js'
export {
  keepApart,
  keepPicture,
  openMedia,
  type PictureObstacle,
  placesOf,
  type ReadyPicture,
  readyPicture,
  type StorePictureResult,
  storePicture,
} from './store-picture.js'
