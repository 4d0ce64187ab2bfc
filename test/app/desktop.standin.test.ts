import { hasChromium } from './support/built.ts';
import { appScenarios } from './support/scenarios.ts';
import { startOnStandin } from './support/standinDriver.ts';

appScenarios('the stand-in', () => startOnStandin(['--demo']), !hasChromium);
