import type { Words } from '@mamapu/kernel'
import type { StaffScope } from './routes.js'

/**
 * A page for staff on a phone, at `/admin/x/<plugin>/<name>?s=<shop>`: an empty `<main id="page">` that a script of the plugin's own
 * draws. The script runs as a module and may import its neighbours; it speaks with the plugin's staff routes by the signed-in session.
 * `<html>` carries `data-shop` (its slug), `data-plugin` and `data-locale`; `/api/platform/v1/me` tells who it is and the `csrf` token
 * that changes carry as `x-csrf-token`, `/api/platform/v1/stores` the shop's id.
 */
export interface StaffPage {
  readonly name: string
  readonly title: Words
  /** Led to from the console for whoever has it; the routes behind the page check their own. */
  readonly scope: StaffScope
  /** Names among `assets`. */
  readonly script: string
  readonly style?: string
}
