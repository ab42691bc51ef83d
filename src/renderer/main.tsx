import './app/zod-without-eval'
import './ui/base.css'
import { startApp } from './app/start-app'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
startApp(root)
