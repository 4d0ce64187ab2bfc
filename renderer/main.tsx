import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { bridge, connection } from './bridge.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('The page has no #root');
createRoot(place).render(<App bridge={bridge} connection={connection} />);
