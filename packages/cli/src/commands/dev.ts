import { join } from 'node:path'
import { startEmbedded } from '@mamapu/db'
import { openFrontDoor } from '../dev/front-door.js'
import { DevServer } from '../dev/run-dev.js'
import { readConfig } from '../product/config.js'
import type { RunCommand } from './index.js'
import { portTaken } from './start.js'
import { toldToStop } from './told-to-stop.js'

/**
 * Like `npm start`, and a change is seen within two seconds: this process keeps the address and PostgreSQL, so sessions,
 * carts and open pages stay while web processes come and go.
 */
export const dev: RunCommand = async () => {
  const told = toldToStop()
  const config = readConfig(process.env)
  const say = (line: string) => console.log(`  ${line}`)
  const door = await openFrontDoor(config.port, process.env.BIND ?? '0.0.0.0').catch((error) => {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? portTaken(config.port, 'npm run dev')
      : error
  })
  const embedded =
    config.databaseUrl === null
      ? await startEmbedded({ dataDir: join(config.dataDir, 'pg'), log: say })
      : null
  const { base, internal } = config.hosts
  const env = {
    ...process.env,
    ...(embedded ? { DATABASE_URL: embedded.url } : {}),
    BASE_HOST: base,
    INTERNAL_URL: internal,
  }
  const server = new DevServer({ door, env, say })
  try {
    void server.start()
    await told
    console.log('正在收尾 · finishing what is in hand …')
  } finally {
    await server.close()
    await door.close()
    await embedded?.stop()
  }
  return 0
}
