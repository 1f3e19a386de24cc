export {
  findVersioned,
  type SettingsPart,
  saveVersioned,
  type Versioned,
  versionedQuery,
} from './versioned.queries.js'
