// Makes the conformance kit. Run by the build: make_kit MAPPINGS SOURCES KIT REVIEW.
#include "gateway/forms/service/kit_maker.h"

#include <cstdio>

namespace {

namespace service = renkei::service;
namespace diag = renkei::diag;

diag::Result<void> make(const char* mappings, const char* sources, const char* kit, const char* review) {
    TRY(const renkei::mapping::Catalogue catalogue, renkei::mapping::Catalogue::open_file(mappings));
    TRY(const service::MadeKit made, service::make_kit(catalogue, sources));
    TRY_VOID(service::write_kit(made.files, kit));
    return service::write_kit(made.review, review);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("make_kit MAPPINGS SOURCES KIT REVIEW: compiled mappings, fixtures/, and two folders\n",
                   stderr);
        return 1;
    }
    if (const diag::Result<void> made = make(argv[1], argv[2], argv[3], argv[4]); !made) {
        std::fprintf(stderr, "%s\n", diag::to_text(made.error(), diag::Language::english).c_str());
        return 1;
    }
    return 0;
}
