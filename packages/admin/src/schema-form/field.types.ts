import type { FieldSchema } from '../api/plugins.js'

export type Path = readonly (string | number)[]
export type Siblings = Readonly<Record<string, unknown>>

export interface FieldProps {
  /** Below the nearest list, as the form's library counts. */
  readonly path: Path
  readonly schema: FieldSchema
  /** The values beside this one, which may decide whether it is shown. */
  readonly siblings: Siblings
  readonly isRequired: boolean
  /** Set where a whole form is open but this field may no longer change. */
  readonly isFrozen?: boolean
}

export interface FieldsProps {
  readonly path: Path
  readonly schema: FieldSchema
  /** The values at this path. */
  readonly values: Siblings
  /** Fields that are not drawn here. */
  readonly without?: readonly string[]
  /** Where only some fields may still change: these. */
  readonly open?: readonly string[]
  /** Folds away the tail that has its defaults, where there is much to ask. */
  readonly isFolded?: boolean
}
