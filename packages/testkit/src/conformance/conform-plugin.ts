import type { Plugin } from '@mamapu/plugin-sdk'
import type { Test } from 'tap'
import { checkGroups, runChecks } from './catalogue.js'
import type { ConformanceSamples } from './samples.js'
import { conformanceSubject } from './subject.js'

/** What every plugin must keep, as tests: one per check of the catalogue, skipped where there is nothing to look at. */
export function conformPlugin(t: Test, plugin: Plugin, samples: ConformanceSamples = {}): void {
  t.setTimeout(120_000)
  t.test(`${plugin.id} conforms`, async (t) => {
    const subject = conformanceSubject(t, plugin, samples, { at: new Date('2026-03-04T02:00:00Z') })
    for (const [, checks] of checkGroups())
      for (const { check, faults } of await runChecks(subject, checks)) {
        const { en: title } = check.title
        if (faults === null) t.pass(`${check.id}: does not apply`, { skip: true })
        else t.same(faults, [], `${check.id}: ${title}. ${check.remedy.en}`)
      }
  })
}
