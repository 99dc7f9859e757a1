import { showLogin } from './login-view.ts';

showLogin();
