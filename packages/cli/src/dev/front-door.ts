import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** The one address people use while web processes come and go behind it. */
export interface FrontDoor {
  /** From now on new connections go to this port of this machine. */
  leadTo(port: number): void
  /** New connections wait until it leads somewhere again. */
  leadNowhere(): void
  close(): Promise<void>
}

const WAITING_MAX = 200

/** Opens the door; rejects with EADDRINUSE when somebody else listens there. */
export async function openFrontDoor(port: number, host: string): Promise<FrontDoor> {
  let target: number | null = null
  const open = new Set<Socket>()
  const waiting = new Set<Socket>()
  const enter = (visitor: Socket, to: number) => {
    const inside = connect(to, '127.0.0.1')
    const end = () => {
      visitor.destroy()
      inside.destroy()
    }
    for (const side of [visitor, inside]) side.once('error', end).once('close', end)
    visitor.pipe(inside).pipe(visitor)
  }
  const server = createServer((visitor) => {
    open.add(visitor)
    visitor.once('close', () => {
      open.delete(visitor)
      waiting.delete(visitor)
    })
    visitor.on('error', () => visitor.destroy())
    if (target !== null) enter(visitor, target)
    else if (waiting.size < WAITING_MAX) waiting.add(visitor)
    else visitor.destroy()
  })
  server.listen({ port, host })
  await once(server, 'listening')
  return {
    leadTo(to) {
      target = to
      for (const visitor of waiting) enter(visitor, to)
      waiting.clear()
    },
    leadNowhere() {
      target = null
    },
    async close() {
      server.close()
      for (const visitor of open) visitor.destroy()
      await once(server, 'close')
    },
  }
}
