import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert } from '@mamapu/kernel'
import { Extractor, ExtractorConfig, type ExtractorLogLevel } from '@microsoft/api-extractor'
import { workspaceRoot } from '../workspace.js'

/** What plugins of others import: every exported name of these is a promise. */
export const REPORTED_PACKAGES = ['plugin-sdk', 'kernel', 'pricing', 'testkit'] as const

export type ReportedPackage = (typeof REPORTED_PACKAGES)[number]

const QUIET = { default: { logLevel: 'none' as ExtractorLogLevel, addToApiReportFile: false } }
const COMPILER = {
  target: 'ES2023',
  lib: ['ES2023', 'DOM'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
}

/** Where the report of a package is kept. */
export function reportPath(name: ReportedPackage): string {
  return join(workspaceRoot, 'packages', name, 'api-report.md')
}

/** Everything a package exports, with its types, as one page: made from what the compiler wrote, so compile first. */
export function apiReport(name: ReportedPackage): string {
  const folder = join(workspaceRoot, 'packages', name)
  const entry = join(folder, 'dist', 'index.d.ts')
  const made = mkdtempSync(join(tmpdir(), 'mamapu-api-'))
  try {
    const config = ExtractorConfig.prepare({
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: entry,
        newlineKind: 'lf',
        compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [entry] } },
        apiReport: {
          enabled: true,
          reportFileName: 'api-report',
          reportFolder: made,
          reportTempFolder: made,
          // What other packages of ours keep to themselves stays out of the testkit's page.
          includeForgottenExports: name !== 'testkit',
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: QUIET,
          extractorMessageReporting: QUIET,
          tsdocMessageReporting: QUIET,
        },
      },
    })
    const faults: string[] = []
    const { succeeded } = Extractor.invoke(config, {
      localBuild: true,
      messageCallback(message) {
        if (message.logLevel === 'error') faults.push(message.text)
        message.handled = true
      },
    })
    assert(succeeded, `no API report of ${name}: ${faults.join('; ')}`)
    return readFileSync(join(made, 'api-report.api.md'), 'utf8')
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}
