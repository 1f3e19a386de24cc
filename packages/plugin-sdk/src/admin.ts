import type { Words } from '@mamapu/kernel'
import type { FieldKind } from './words.js'

/** `GET /coupons`: a staff route of the same plugin. */
export type RouteRef = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`

export interface AdminColumn {
  readonly field: string
  readonly title: Words
  /** `link`: a path of the shop, to open and to copy as a whole address. `order`: `{ id, number }`, led to in the console. */
  readonly kind: FieldKind | 'state' | 'link' | 'order'
  readonly options?: Readonly<Record<string, Words>>
}

/** A table over a staff route that replies `{ items: […] }`. */
export interface AdminList {
  readonly name: string
  readonly title: Words
  readonly route: RouteRef
  readonly columns: readonly AdminColumn[]
  /** Names of actions on one row; `:id` in their route is the row's `id`. */
  readonly rowActions: readonly string[]
  /** Names of forms: opened empty from the head of the list, or with a row. */
  readonly forms: readonly string[]
  /** Values of a row's `state` that change by themselves: while there is one, the list is read again every few seconds. */
  readonly busy?: readonly string[]
  readonly empty: Words
}

/** A form whose fields are the body schema of its route. With `load`, it opens filled from there. */
export interface AdminForm {
  readonly name: string
  readonly title: Words
  readonly route: RouteRef
  readonly load?: RouteRef
  /** The list that shows what was made; the console goes there. */
  readonly leadsTo?: string
  /** Offered only on rows whose field has one of these values. */
  readonly showWhen?: Readonly<Record<string, readonly string[]>>
}

/** Something to do with a row. A GET route gives out a file (`fileReply`), which the console saves. */
export interface AdminAction {
  readonly name: string
  readonly title: Words
  readonly route: RouteRef
  /** Asked before doing it. */
  readonly confirm?: Words
  readonly isDangerous?: boolean
  /** Offered only for rows whose field has one of these values. */
  readonly showWhen?: Readonly<Record<string, readonly string[]>>
}

export interface AdminFigure {
  readonly name: string
  readonly title: Words
  readonly route: RouteRef
  readonly field: string
  readonly kind: 'count' | 'money'
}

/** Drawn over a staff route that replies `{ points: […] }`. */
export interface AdminChart {
  readonly name: string
  readonly title: Words
  readonly route: RouteRef
  readonly kind: 'line' | 'bar'
  readonly x: string
  readonly y: string
}

/** A plugin's screens in the console, as data. */
export interface AdminScreens {
  readonly lists?: readonly AdminList[]
  readonly forms?: readonly AdminForm[]
  readonly actions?: readonly AdminAction[]
  readonly figures?: readonly AdminFigure[]
  readonly charts?: readonly AdminChart[]
}
