#include "gateway/forms/service/documents.h"

#include "gateway/forms/service/check.h"

namespace renkei::service {

Documents::Documents(Workspace& workspace, const Input& input, const ReadSettings& settings,
                     diag::Report& report)
    : workspace_(workspace),
      source_(open_source(workspace, input, settings, report)),
      is_refused_(source_ == nullptr) {}

bool Documents::next() {
    if (source_ == nullptr) {
        return false;
    }
    found_ = diag::Report();
    status_ = source_->next(workspace_.record(), found_);
    is_refused_ |= status_ == ReadStatus::unusable;
    return status_ != ReadStatus::end;
}

diag::Report Documents::broken_rules() const {
    diag::Report out;
    if (status_ == ReadStatus::document) {
        check_rules(workspace_, *source_, workspace_.record(), out);
    } else if (status_ == ReadStatus::unusable) {
        check_damaged(workspace_, *source_, workspace_.record(), found_, out);
    }
    return out;
}

} // namespace renkei::service
