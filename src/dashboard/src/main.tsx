import { render } from 'preact';
import { App } from './app';
import { startFeed } from './feed';
import './style.css';
import './plan/plan.css';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for the site.');
startFeed((picture) => render(<App picture={picture} />, root));
