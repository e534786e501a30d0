// What a server makes of the inputs of the kit with $convert.
#pragma once

#include "gateway/forms/conform/compare/conform.h"
#include "gateway/network/servertest/tested_server.h"

namespace renkei::servertest {

class ConvertResults final : public conform::CaseResults {
public:
    // All outlive it.
    ConvertResults(TestedServer& server, const conform::ConformKit& kit,
                   const catalogue::Catalogue& catalogue)
        : server_(server),
          kit_(kit),
          catalogue_(catalogue) {}
    conform::CaseResult of(const conform::ConformCase& about) override;

private:
    TestRequest question(const conform::ConformCase& about, std::string_view bytes) const;

    TestedServer& server_;
    const conform::ConformKit& kit_;
    const catalogue::Catalogue& catalogue_;
};

} // namespace renkei::servertest
