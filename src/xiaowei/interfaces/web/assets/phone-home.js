// Home of the phone's first page: 发现问题 is kept at once, for whoever loses the signal on the way there.
import { keepForLater } from "./phone/keeping.js";

keepForLater(document.currentScript.dataset.worker);
