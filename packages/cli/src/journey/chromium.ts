import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { workspaceRoot } from '../workspace.js'

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
)
const CONSOLE = join(workspaceRoot, 'packages/admin/dist/index.html')
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' }
const PATIENCE_MS = 15_000

interface Teardown {
  teardown(work: () => unknown): void
}

/** One person's phone. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
}

/** Opens a phone of its own: no cookie of anybody else. */
export type OpenPhone = (options?: BrowserContextOptions) => Promise<Visit>

/** Why no journey can be made here; false when it can. */
export const noJourneys: string | false = CHROMIUM
  ? existsSync(CONSOLE)
    ? false
    : 'the console is not built here'
  : 'no Chromium here'

/** One Chromium for a test file. */
export async function openPhones(t: Teardown): Promise<OpenPhone> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: ['--disable-dev-shm-usage'],
  })
  t.teardown(() => browser.close())
  return async (options = {}) => {
    const context = await browser.newContext({ ...PHONE, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    return { page, context }
  }
}

/** What a finger would find. */
export const button = (page: Page, text: string | RegExp) =>
  page.getByRole('button', { name: text }).filter({ visible: true }).first()
