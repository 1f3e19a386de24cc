import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What becomes of a flush of the client: passed on, dropped, or passed on with the answer dropped. */
export type Verdict = 'pass' | 'drop' | 'drop_answer'

/** Who listens in. */
export interface Listener {
  /** Asked about every flush of a client. */
  judge(): Verdict
  /** Runs just before the client could notice that its line is cut. */
  onCut(): void
  /** What was passed on last is done for good: no transaction is open any more. */
  onSettled(): void
}

/** A TCP line to a server with somebody listening in, who may cut it at any flush. */
export interface TappedLine {
  readonly port: number
  close(): void
}

/**
 * Opens a line on 127.0.0.1 to `target`. On a PostgreSQL line the greeting goes by unasked, and so does what only prepares
 * a statement.
 */
export async function tapLine(
  target: { port: number; isPostgres?: boolean },
  { judge, onCut, onSettled }: Listener,
): Promise<TappedLine> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const behind = connect(target.port, '127.0.0.1')
    let isReady = !target.isPostgres
    let isCut = false
    const cut = () => {
      onCut()
      end()
    }
    const end = () => {
      client.destroy()
      behind.destroy()
      open.delete(client)
      open.delete(behind)
    }
    for (const socket of [client, behind]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    client.on('data', (bytes) => {
      const isStep = isReady && (!target.isPostgres || doesSomething(bytes))
      const verdict = isStep ? judge() : 'pass'
      if (verdict === 'drop') return cut()
      if (verdict === 'drop_answer') isCut = true
      behind.write(bytes)
    })
    behind.on('data', (bytes) => {
      if (isCut) return cut()
      if (!target.isPostgres) onSettled()
      else if (stateAfter(bytes) !== null) {
        if (isReady && stateAfter(bytes) === 'I') onSettled()
        isReady = true
      }
      client.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** `I` idle, `T` in a transaction, `E` in a failed one; null while an answer goes on (it ends in `Z`, 5, state). */
function stateAfter(bytes: Buffer): string | null {
  const isEnd = bytes.length >= 6 && bytes.at(-6) === 0x5a && bytes.readUInt32BE(bytes.length - 5) === 5
  return isEnd ? String.fromCharCode(bytes.at(-1) ?? 0) : null
}

/** True when a flush runs something: a simple query, or a bound statement. */
function doesSomething(bytes: Buffer): boolean {
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readUInt32BE(at + 1)) {
    const type = bytes[at]
    if (type === 0x42 || type === 0x51) return true
  }
  return false
}
