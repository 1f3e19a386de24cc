import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

/** Where the look at types remembers what it knows; it writes no code. */
export const OWN_MEMORY = '.dev.tsbuildinfo'

/**
 * Writes the code of these sources beside what the compiler wrote, without their types: every file for itself, so it takes
 * milliseconds. Answers what cannot be read as TypeScript; nothing was written then.
 */
export async function transpile(paths: readonly string[], root: string): Promise<readonly string[]> {
  // A native module that only whoever develops needs.
  const { transformSync } = await import('rolldown/utils')
  const faults: string[] = []
  const made: [file: string, text: string][] = []
  for (const path of paths) {
    const text = readOrNull(join(root, path))
    if (text === null) continue
    const out = join(root, path.replace('/src/', '/dist/').replace(/\.ts$/, '.js'))
    const { code, map, errors } = transformSync(join(root, path), text, {
      lang: 'ts',
      sourcemap: true,
      tsconfig: false,
      typescript: { onlyRemoveTypeImports: true },
    })
    for (const { message } of errors) faults.push(`${path}: ${message}`)
    const source = relative(dirname(out), join(root, path)).replaceAll('\\', '/')
    made.push([`${out}.map`, JSON.stringify({ ...map, file: basename(out), sources: [source] })])
    made.push([out, `${code}\n//# sourceMappingURL=${basename(out)}.map\n`])
  }
  if (faults.length > 0) return faults
  forgetCompiled(new Set(paths.map((path) => join(root, path.slice(0, path.indexOf('/src/'))))))
  for (const [file, text] of made) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return []
}

/**
 * The compiler remembers what it wrote by the sources it read. It would take what we write for its own, also when the
 * source is put back: without its memory it writes everything anew.
 */
function forgetCompiled(plugins: ReadonlySet<string>): void {
  for (const folder of [...plugins].flatMap((plugin) => [plugin, join(plugin, 'dist')])) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder))
      if (name.includes('.tsbuildinfo') && name !== OWN_MEMORY) rmSync(join(folder, name), { force: true })
  }
}

/** Null for a file that was deleted or renamed meanwhile. */
function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
