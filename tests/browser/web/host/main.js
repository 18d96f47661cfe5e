// What the host's page offers to the tests.

import * as official from './official.js';
import * as scripted from './scripted.js';

globalThis.hosts = { official, scripted };
