export { type CreateStoreResult, createStore, type NewStore } from './create-store.js'
export { type DirectoryOptions, StoreDirectory } from './directory.js'
export {
  normalizeHost,
  originOfSlug,
  RESERVED_SLUGS,
  type Site,
  SLUG_PATTERN,
  siteOf,
  whyNotSlug,
} from './host.rules.js'
export {
  blindIndex,
  hashDoor,
  hashLastFour,
  hashPhone,
  hashPlainToken,
  hashToken,
  type KeyPurpose,
  newToken,
  type StoreKeys,
  seal,
  sealJson,
  storeKey,
  storeKeys,
  unseal,
  unsealJson,
} from './keys.js'
export { maskName, maskPhone, normalizePhone } from './phone.rules.js'
export { type Preview, type PreviewLook, previewOf, previewToken, readPreview } from './preview-token.js'
export { getSettings, type UpdateSettingsResult, updateSettings } from './settings.js'
export { settingsRoutes } from './settings.routes.js'
export { definePart, partOf, type SnapshotBase, type SnapshotPart } from './snapshot-part.js'
export { STORE_ERRORS } from './store.errors.js'
export { isSlugTaken, listStoreIds, raiseConfigVersion, readStore } from './store.queries.js'
export type { SettingsPatch, StoreSettings, StoreSnapshot, StoreStatus } from './store.types.js'
