import { createRoot } from 'react-dom/client'
import { Console } from './app/console.js'
import './style.css'
import './orders.css'
import './schema-form.css'
import './campaigns.css'
import './settlement.css'

const root = document.getElementById('root')
if (root) createRoot(root).render(<Console />)
