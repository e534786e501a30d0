#include "gateway/app/cli/given_values.h"

#include "gateway/app/cli/settings.h"
#include "generated/messages/cli.h"

namespace renkei::cli {

tl::expected<transfer::TransferValues, Failure>
ValueOptions::values(Language language, const catalogue::Catalogue& catalogue) const {
    transfer::TransferValues out;
    for (const std::string& each : set) {
        const std::size_t equals = each.find('=');
        if (equals == std::string::npos) {
            return fail_usage(diag::finding(diag::message::usage_set, {}, {each}));
        }
        out.set.emplace_back(each.substr(0, equals), each.substr(equals + 1));
    }
    if (!file.empty()) {
        diag::Result<transfer::DefaultValues> read = transfer::read_default_values(file);
        if (!read) {
            return fail_usage(read.error());
        }
        out.defaults = *std::move(read);
        diag::Report unknown;
        transfer::check_default_values(out.defaults, catalogue.plans(), unknown);
        print_findings(unknown.findings(), language);
    }
    return out;
}

void add_value_options(Command& command, ValueOptions& options) {
    command.options("--set", options.set);
    command.option("--values", options.file);
}

} // namespace renkei::cli
