import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import t from 'tap'
import { workspaceRoot } from '../workspace.js'
import { apiReport, REPORTED_PACKAGES, reportPath } from './api-reports.js'

t.setTimeout(120_000)

const ADVICE = `
对外接口变了:运行 npm run docs 并一起提交；先想清楚——
  · 只是增加:提高 ENGINE_VERSION 的次版本号（0.x 时为修订号）
  · 改名、去掉或收紧:先写进 deprecations.ts(给出日期和替代),保留旧的，到期再去掉
The public surface changed: run npm run docs and commit what it wrote; but think first —
  · something was added: raise the minor of ENGINE_VERSION (the patch while it is 0.x)
  · renamed, removed or narrowed: enter it in deprecations.ts with a date and what to use instead, and keep the old one until then`

for (const name of REPORTED_PACKAGES)
  t.test(`what ${name} exports is what its report says`, async (t) => {
    const path = reportPath(name)
    const kept = existsSync(path) ? readFileSync(path, 'utf8') : ''
    t.equal(apiReport(name), kept, `${relative(workspaceRoot, path)} differs.${ADVICE}`)
    t.match(kept, 'export ')
  })
