#include "gateway/app/daemon/store_watch.h"

#include "gateway/app/daemon/installation.h"
#include "gateway/network/store/persons/person_records.h"
#include "generated/messages/store.h"

#include <string>
#include <utility>

namespace renkei::daemon {

void StoreWatch::check() {
    // with the database's own words, in which no value of a row is
    const store::StoreHealth now = store_.health();
    if (!now.moved.empty()) {
        report_moved(now.moved);
        return;
    }
    if (!now.damage.empty() && !is_damaged_) {
        is_damaged_ = true;
        log_.event(diag::row(diag::message::store_damaged).id, {{"text", now.damage}});
    }
    const bool failed_meanwhile =
        now.failures != std::exchange(failures_, now.failures) && now.last_failure != now.damage;
    // no attempt for a while is no recovery
    const bool is_writable = now.problem.empty() || now.problem == now.damage;
    if (is_writable_ && (!is_writable || failed_meanwhile)) {
        is_writable_ = false;
        log_.event("store-failed", {{"text", is_writable ? now.last_failure : now.problem}});
    }
    if (is_writable && !is_writable_) {
        is_writable_ = true;
        log_.event("store-recovered");
    }
}

diag::Result<void> StoreWatch::check_clock() {
    TRY(const base::Millis behind, store::clock_behind(store_));
    if ((behind > store::clock_tolerance) != is_behind_) {
        is_behind_ = !is_behind_;
        log_.event(is_behind_ ? "clock-behind" : "clock-caught-up",
                   {{"milliseconds", std::to_string(behind)}});
    }
    return {};
}

void StoreWatch::report_moved(const std::string& why) {
    if (std::exchange(is_moved_, true)) {
        return;
    }
    log_.event("store-moved", {{"text", why}});
    if (when_moved_) {
        when_moved_();
    }
}

void KeyFileWatch::check() {
    const bool is_missing = !may_exist(file_);
    if (is_missing_.exchange(is_missing) != is_missing) {
        log_.event(is_missing ? "key-file-missing" : "key-file-back", {{"file", file_.string()}});
    }
}

} // namespace renkei::daemon
