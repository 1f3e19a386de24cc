import { call } from './client.js'
import { adminPath } from './store.js'

export interface Import {
  readonly id: string
  readonly fileName: string
  readonly isDryRun: boolean
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly rowsTotal: number
  readonly rowsDone: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly failed: number
  readonly warnings: number
  readonly encoding: string | null
  readonly ignoredColumns: readonly string[]
  readonly code: string | null
  readonly detail: string
  readonly createdAt: string
}

export interface ImportProblem {
  readonly position: number
  readonly row: number
  readonly level: 'error' | 'warning'
  readonly code: string
  readonly detail: string
  readonly retryUrl: string | null
}

export interface ImportStart {
  readonly file: File
  readonly isDryRun: boolean
  /** Whether stock of products that exist is set to the table's, or left alone. */
  readonly stock: 'keep' | 'set'
}

export function startImport(
  storeId: string,
  { file, isDryRun, stock }: ImportStart,
): Promise<{ id: string; ignoredColumns: readonly string[] }> {
  const form = new FormData()
  form.append('file', file, file.name)
  return call('POST', adminPath(storeId, '/imports'), {
    form,
    query: { dryRun: isDryRun ? '1' : null, stock },
  })
}

export function getImport(storeId: string, id: string): Promise<Import> {
  return call('GET', adminPath(storeId, `/imports/${id}`))
}

export async function listImports(storeId: string): Promise<readonly Import[]> {
  return (await call<{ imports: Import[] }>('GET', adminPath(storeId, '/imports'))).imports
}

export function listImportProblems(
  storeId: string,
  id: string,
  after: string | null,
): Promise<{ problems: readonly ImportProblem[]; next: number | null }> {
  return call('GET', adminPath(storeId, `/imports/${id}/problems`), { query: { after } })
}

export async function retryPictures(storeId: string, id: string): Promise<void> {
  await call('POST', adminPath(storeId, `/imports/${id}/retry-pictures`))
}
