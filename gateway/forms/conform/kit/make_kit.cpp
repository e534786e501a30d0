// Makes the conformance kit. Run by the build: make_kit MAPPINGS SOURCES KIT REVIEW.
#include "gateway/forms/conform/kit/kit_maker.h"

#include <cstdio>

namespace {

namespace conform = renkei::conform;
namespace diag = renkei::diag;

diag::Result<void> make(const char* mappings, const char* sources, const char* kit, const char* review) {
    TRY(const renkei::catalogue::Catalogue catalogue, renkei::catalogue::Catalogue::open_file(mappings));
    TRY(const conform::MadeKit made, conform::make_kit(catalogue, sources));
    TRY_VOID(conform::write_kit(made.files, kit));
    return conform::write_kit(made.review, review);
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
