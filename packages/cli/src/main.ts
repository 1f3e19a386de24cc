import { parseArgs } from 'node:util'
import { OutsideError } from '@mamapu/kernel'
import { type Command, commands } from './commands/index.js'

/** Runs one command and ends with its exit code. */
async function main(): Promise<number> {
  const { positionals } = parseArgs({ args: process.argv.slice(2, 3), allowPositionals: true, strict: false })
  const [name = 'help'] = positionals
  const command: Command | undefined = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    printHelp(name)
    return name === 'help' ? 0 : 2
  }
  const run = await command.load()
  return run(process.argv.slice(3))
}

function printHelp(name: string): void {
  if (name !== 'help') console.error(`没有命令 · no such command: ${name}\n`)
  console.log('npm start · npm test · npm run <命令 command>\n')
  for (const [command, { summary }] of Object.entries(commands))
    console.log(`  ${command.padEnd(9)} ${summary}`)
}

/** What the outside did is told in one line; what is our own fault keeps its stack. */
try {
  process.exit(await main())
} catch (error) {
  if (error instanceof OutsideError) console.error(`\n✗ ${error.message} [${error.code}]`)
  else console.error(error)
  process.exit(1)
}
