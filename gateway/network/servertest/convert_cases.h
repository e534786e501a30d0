// What a server makes of the inputs of the kit with $convert.
#pragma once

#include "gateway/forms/service/conform.h"
#include "gateway/network/conformance/tested_server.h"

namespace renkei::conformance {

class ConvertResults final : public service::CaseResults {
public:
    // All outlive it.
    ConvertResults(TestedServer& server, const service::ConformKit& kit, const mapping::Catalogue& catalogue)
        : server_(server),
          kit_(kit),
          catalogue_(catalogue) {}
    service::CaseResult of(const service::ConformCase& about) override;

private:
    TestRequest question(const service::ConformCase& about) const;

    TestedServer& server_;
    const service::ConformKit& kit_;
    const mapping::Catalogue& catalogue_;
};

} // namespace renkei::conformance
