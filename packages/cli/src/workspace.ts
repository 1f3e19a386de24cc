import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top of the workspace; this file runs from packages/cli/dist. */
export const workspaceRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
