// A process that runs one test file after another: each line of its input names a compiled file, and a comment in its
// TAP says when that file has ended. What the product is made of is loaded and warm from the second file on.
import './without-domains.js'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { sayFileEnd } from './file-end.js'
import type { Counts } from './report.js'

const FILE_MAX_MS = Number(process.env.TAP_TIMEOUT) * 1000

/** What the root test of a file left to be done when the file ends, last first; tap would do it when the process ends. */
const teardowns: (() => unknown)[] = []
t.teardown = (work) => void teardowns.unshift(work)

for await (const file of createInterface({ input: process.stdin })) {
  // A limit that a file before this one set for itself is not this one's.
  t.setTimeout(FILE_MAX_MS)
  const before = counted()
  // Anew, though another file may have taken something from it before.
  await import(`${pathToFileURL(file)}?file`)
  if (!t.idle) await once(t, 'idle')
  for (const work of teardowns.splice(0)) await work()
  // A test point is held back until a line that is no part of it: this one says nothing.
  t.pragma({ bail: false })
  t.comment(sayFileEnd(since(before)))
}

function counted(): Counts {
  const { pass, fail, skip, todo } = t.counts
  return { passed: pass, failed: fail, skipped: skip + todo }
}

function since(before: Counts): Counts {
  const now = counted()
  return {
    passed: now.passed - before.passed,
    failed: now.failed - before.failed,
    skipped: now.skipped - before.skipped,
  }
}
