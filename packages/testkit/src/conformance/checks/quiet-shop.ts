import { oncePer } from './once.js'

/** A shop where the plugin is on and none of its campaigns runs. */
export const quietShop = oncePer((subject) => subject.sampleShop('no campaign'))
