#include "gateway/fhir/terminology/registered_codes.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/base/word_list.h"

#include <algorithm>
#include <string>

namespace renkei::terminology {
namespace {

// ISO 3166-1: the two letters, the three letters and the number of each country.
constexpr std::string_view countries =
    "ADAND020 AEARE784 AFAFG004 AGATG028 AIAIA660 ALALB008 AMARM051 AOAGO024 AQATA010 ARARG032 "
    "ASASM016 ATAUT040 AUAUS036 AWABW533 AXALA248 AZAZE031 BABIH070 BBBRB052 BDBGD050 BEBEL056 "
    "BFBFA854 BGBGR100 BHBHR048 BIBDI108 BJBEN204 BLBLM652 BMBMU060 BNBRN096 BOBOL068 BQBES535 "
    "BRBRA076 BSBHS044 BTBTN064 BVBVT074 BWBWA072 BYBLR112 BZBLZ084 CACAN124 CCCCK166 CDCOD180 "
    "CFCAF140 CGCOG178 CHCHE756 CICIV384 CKCOK184 CLCHL152 CMCMR120 CNCHN156 COCOL170 CRCRI188 "
    "CUCUB192 CVCPV132 CWCUW531 CXCXR162 CYCYP196 CZCZE203 DEDEU276 DJDJI262 DKDNK208 DMDMA212 "
    "DODOM214 DZDZA012 ECECU218 EEEST233 EGEGY818 EHESH732 ERERI232 ESESP724 ETETH231 FIFIN246 "
    "FJFJI242 FKFLK238 FMFSM583 FOFRO234 FRFRA250 GAGAB266 GBGBR826 GDGRD308 GEGEO268 GFGUF254 "
    "GGGGY831 GHGHA288 GIGIB292 GLGRL304 GMGMB270 GNGIN324 GPGLP312 GQGNQ226 GRGRC300 GSSGS239 "
    "GTGTM320 GUGUM316 GWGNB624 GYGUY328 HKHKG344 HMHMD334 HNHND340 HRHRV191 HTHTI332 HUHUN348 "
    "IDIDN360 IEIRL372 ILISR376 IMIMN833 ININD356 IOIOT086 IQIRQ368 IRIRN364 ISISL352 ITITA380 "
    "JEJEY832 JMJAM388 JOJOR400 JPJPN392 KEKEN404 KGKGZ417 KHKHM116 KIKIR296 KMCOM174 KNKNA659 "
    "KPPRK408 KRKOR410 KWKWT414 KYCYM136 KZKAZ398 LALAO418 LBLBN422 LCLCA662 LILIE438 LKLKA144 "
    "LRLBR430 LSLSO426 LTLTU440 LULUX442 LVLVA428 LYLBY434 MAMAR504 MCMCO492 MDMDA498 MEMNE499 "
    "MFMAF663 MGMDG450 MHMHL584 MKMKD807 MLMLI466 MMMMR104 MNMNG496 MOMAC446 MPMNP580 MQMTQ474 "
    "MRMRT478 MSMSR500 MTMLT470 MUMUS480 MVMDV462 MWMWI454 MXMEX484 MYMYS458 MZMOZ508 NANAM516 "
    "NCNCL540 NENER562 NFNFK574 NGNGA566 NINIC558 NLNLD528 NONOR578 NPNPL524 NRNRU520 NUNIU570 "
    "NZNZL554 OMOMN512 PAPAN591 PEPER604 PFPYF258 PGPNG598 PHPHL608 PKPAK586 PLPOL616 PMSPM666 "
    "PNPCN612 PRPRI630 PSPSE275 PTPRT620 PWPLW585 PYPRY600 QAQAT634 REREU638 ROROU642 RSSRB688 "
    "RURUS643 RWRWA646 SASAU682 SBSLB090 SCSYC690 SDSDN729 SESWE752 SGSGP702 SHSHN654 SISVN705 "
    "SJSJM744 SKSVK703 SLSLE694 SMSMR674 SNSEN686 SOSOM706 SRSUR740 SSSSD728 STSTP678 SVSLV222 "
    "SXSXM534 SYSYR760 SZSWZ748 TCTCA796 TDTCD148 TFATF260 TGTGO768 THTHA764 TJTJK762 TKTKL772 "
    "TLTLS626 TMTKM795 TNTUN788 TOTON776 TRTUR792 TTTTO780 TVTUV798 TWTWN158 TZTZA834 UAUKR804 "
    "UGUGA800 UMUMI581 USUSA840 UYURY858 UZUZB860 VAVAT336 VCVCT670 VEVEN862 VGVGB092 VIVIR850 "
    "VNVNM704 VUVUT548 WFWLF876 WSWSM882 YEYEM887 YTMYT175 ZAZAF710 ZMZMB894 ZWZWE716";
constexpr std::size_t country_size = 9; // with the blank behind it

// Codes that users may give a meaning of their own (ISO 3166-1, 8.1.3): AA, QM to QZ, XA to XZ, ZZ, and of
// three letters those that begin so.
bool is_own_country(std::string_view code) {
    const char first = code[0];
    const char second = code[1];
    return (first == 'A' && second == 'A') || (first == 'Q' && second >= 'M' && second <= 'Z') ||
           first == 'X' || (first == 'Z' && second == 'Z');
}

// All languages of two letters, one behind the other: ISO 639-1, and those it has withdrawn (iw, ji …).
constexpr std::string_view two_letter_languages = "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscu"
                                                  "cvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugvha"
                                                  "hehihohrhthuhyhziaidieigiiikinioisitiuiwjajijvjwkakgkikjkk"
                                                  "klkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmomr"
                                                  "msmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnroru"
                                                  "rwsascsdsesgshsiskslsmsnsosqsrssstsusvswtatetgthtitktl"
                                                  "tntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu";

// Languages of three letters: the first two as capitals, then each third. "AAab": aaa, aab.
constexpr std::string_view three_letter_languages =
    "AAabcdefghiklmnopqstuvwxzABabcdefghijlmnopqrstuvwxyzACabdefhiklmnpqrstuvwxyzADabdefghijlnopqrstuwxyz"
    "AEabcdeklmnqrsuwyzAFabdeghiknopstuzAGabcdefghijklmnopqrstuvwxyzAHabghiklmnoprstAIabcdefghijklmnopqrstwxy"
    "AJaginpstuwzAKbcdefghijklmopqrstuvwxyzALacdefghijklmnopqrstuvwxyzAMabcefgijklmnopqrstuvwxyz"
    "ANabcdefghijklmnopqrstuvwxyzAOabcdefghijklmnrstuxzAPabcdefghijklmnopqrstuvwxyzAQacdgklmnprtz"
    "ARbcdehijklnopqrstuvwxyzASabcdefghijklnopqrstuvwxyzATabcdeghijklmnopqrstuvwxyzAUabcdefghijklmnopqrstuwxy"
    "z"
    "AVbdiklmnostuvAWabcdeghikmnorstuvwxyAXbegklmxAYabcdeghiklnopqrstuxyzAZabcdgjmnotzBAabcdefghijlnoprstuvwx"
    "yz"
    "BBabcdefghijklmnopqrstuvwxyzBCabcdefghijklmnopqrstuvwyzBDabcdefghijklmnopqrstuvwxyzBEabcdefghijkmopqrstu"
    "vwxyz"
    "BFabcdefghijklmnopqrstuwxyzBGabcdefgijklmnopqrstuvwxyzBHabcdefghijklmnopqrstuvwxyzBIabcdefgjklmnopqrtuvw"
    "xyz"
    "BJabcdefghijklmnopqrstuvwxyzBKabcdfghijklmnopqrstuvwxyzBLabcdefghijklmnopqrstvwxyzBMabcdefghijklmnopqrst"
    "uvwxyz"
    "BNabcdefgijklmnopqrstuvwxyzBOabefghijklmnopqrtuvwxyzBPabcdeghijklmnopqrstuvwxyzBQabcdfghijklmnopqrstuvwx"
    "yz"
    "BRabcdfghijklmnopqrstuvwxyzBSabcefghijklmnopqrstuvwxyBTabcdefghijklmnopqrstuvwxyzBUabcdefghijkmnopqstuvw"
    "xyz"
    "BVabcdefghijklmnopqrtuvwxyzBWabcdefghijklmnopqrstuwxyzBXabcdefghijklmnopqrsuvwxzBYabcdefghijklmnopqrstvw"
    "xyz"
    "BZabcdefghijklmnopqrstuvwxyzCAabcdefghijklmnopqrsuvwxyzCBabcdeghijklnoqrstuvwyCCacdeghjlmnopqrs"
    "CDacdefghijmnorsyzCEabgklntyCFadgmCGacgkCHbcdfghjklmnopqrtwxyzCIabcdehkmnprwyCJaehikmnoprsvyCKabhlmnoqrs"
    "tuvxyz"
    "CLacdehijklmostuwyCMacegiklmnorstCNabcghiklopqrstuwxCOabcdefghjklmnopqtuvwxyzCPabcefginopsuxyCQdu"
    "CRabcdfghijklmnopqrstvwxyzCSabcdefghijklmnopqrstuvwxyzCTacdeghlmnopstuyzCUabcghijklmopqrstuvwxyCVgnCWabd"
    "egtCXh"
    "CYaboCZhknotDAacdefghijklmopqrsuvwxyzDBabdefgijlmnopqrtuvwyDCcrDDadegijnorswDEcdefghiklmnpqrsvz"
    "DGabcdeghiklnorstuwxzDHadgilmnorsuvwxDIabcdfghijklmnopqrstuwxyzDJabcdefijklmnoruwDKagklrsxDLgkmn"
    "DMabcdefgklmnorsuvwxyDNadegijknortuvwyDOabcefhiklnopqrstvwxyzDPpDRabcdeghilnoqrstuwyDSbehiklnoqz"
    "DTabdhikmnoprstuyDUabcdefghijklmnopqrsuvwxyzDVaDWaklrsuwyzDYabdgimnoruyDZadeglnEAaEBcgkoruECrsyEEeEFaeiE"
    "Galmoxy"
    "EHsuEIptvEJaEKacegiklmopryELehikmopuxEMabegikmnopqsuwxyzENabcdfhlmnoqruvwxEOtEPiERaghikorstwESeghiklmnoq"
    "suxy"
    "ETbchnorstuxzEUdqEVehnEWoEXtEYaoEZaeFAabdfghijklmnprtuxyzFBlFCsFErFFimFGrFIaeflprtuwFKkvFLahilnryFMpuFNb"
    "gi"
    "FOdimnrsxFPeFQsFRcdkmopqrstFSelsFUbcdefhijmnqrtuvyFVrFWaeGAabcdefghijklmnopqrstuvwxyzGBabcdefghijklmnopq"
    "rsuvwxyz"
    "GCcdeflnrtGDabcdefghijklmnoqrstuxGEabcdfghijklmqsvwxyzGFktxGGabdegklnortuwGHacehklnorstGIabcdeghilmnopqr"
    "stuwxyz"
    "GJikmnruGKadenopuGLbcdhijkloruwyGMabdeghlmnqruvwxyzGNabcdeghijklmnoqrtuwzGOabcdefghijklmnopqrstuvwxyzGPa"
    "en"
    "GQainruGRabcdghijkmoqrstuvwxyzGSeglmnopswGTaiuGUabcdefghiklmnopqrstuvwxzGVacefjlmnoprsyGWabcdefgijmnrtuw"
    "xGXx"
    "GYabdefgilmnoryzGZainHAabcdefghijklmnopqrsvwxyzHBabnouHCahHDnsyHEadghimHGmwHHiryHIabdfghijklmortwxHJiHKa"
    "ehkns"
    "HLabdetuHMabcdefghijklmnpqrstuvwxyzHNadeghijmnosuHOabcdehijklmoprstvwyzHPosHRacekmoprtuwxzHSbhlnsHTiosux"
    "HUbcdefghijklmopqrstuvwxyzHVceknvHWacoHYawxIAinprIBabdeghilmnruyICahlrIDabcdeirstuIFabefkmuyIGbeglmnoswI"
    "Hbipw"
    "IInrIJcejnosIKehikloprstvwxzILabgiklmopsuvwIMaeilnorstyINbceghjlmnopstzIOruwIPioIQuwIRaehiknoruxy"
    "ISacdeghikmnortuvITbcdeiklmorstvwxyzIUmIVbvIWkmosIXclIYaoxIZhimrzJAabcdefhjklmnoqrstuxyzJBeijkmnortuwJCs"
    "tJDagt"
    "JEbeghiklnrtuJGbekoJHisJIabcdeghilmoqtuvyJJerJKamoprsuJLesJMabcdilnrswxJNadgijlsJObdgrswJParxJQrJRabrtuJ"
    "Sl"
    "JUabcdhiklmnoprstuwyJVdnJWiJYaeyKAabcdefghijkmopqrvwxyKBabcdefghijklmnopqrstuvwxyzKCabcdefghijklmnopqrst"
    "uvwxyz"
    "KDacdefghijklmnopqrtuvwxyzKEabcdefghijklmnopqrstuvwxyzKFabcdefghijklmnopqrstuvwxyzKGabcdefghijklmnopqrst"
    "uvwxy"
    "KHabcdefghijklnopqrstuvwxyzKIabcdefghijlmopqstuvwxyzKJabcdefghijklmnopqrstuvxyzKKabcdefghijklmnopqrstuvw"
    "xyz"
    "KLabcdefghijklmnopqrstuvwxyzKMabcdefghijklmnopqrstuvwxyzKNabcdefgijklmnopqrstuvwxyzKOacdefghijklopqstuvw"
    "xyz"
    "KPabcdefghijklmnopqrstuvwxyzKQabcdefghijklmnopqrstuvwxyzKRabcdefhijklmnoprstuvwxyzKSabcdefghijklmnopqrst"
    "uvwxyz"
    "KTabcdefghijklmnopqrstuvwxyzKUbcdefghijklmnopqstuvwxyzKVabcdefghijklmnopqrstuvwxyzKWabcdefghijklmnopqrst"
    "uvwxyz"
    "KXabcdefhijklmnopqrstuvwxyzKYabcdefghijklmnopqrstuvwxyzKZabcdefghijklmnopqrstuvwxyzLAabcdefghijklmnpqrsu"
    "wxyz"
    "LBabcefgijklmnoqrstuvwxyzLCcdefhlmpqsLDabdghijklmnopqLEabcdefghijklmnopqrstuvwxyzLFanLGabghiklmnoqrstuz"
    "LHahilmnpstuLIabcdefghijklopqrsuvwxyzLJaeilpwxLKabcdehijlmnorstuyLLabcdefghijklmnopqsux"
    "LMabcdefghijklmnopqruvwxyzLNabdghijlmnosuwzLOabcefghijklmnopqrstuvwxyzLPaenoxLQrLRacegiklmnortvz"
    "LSabcdeghilmnoprstvwyLTcghinosuLUacdefhijklmnopqrstuvwyzLVaiklsuLWaeghlmostuwLXmLYagnLZhlnz"
    "MAabdefgijkmnpqstuvwxzMBabcdefhijklmnopqrstuvwxyzMCabcdefghijklmnopqrstuvwxyzMDabcdefghijklmnpqrstuvwxyz"
    "MEabcdefghijklmnopqrstuvwyzMFabcdefghijklmnopqrstuvwxyzMGabcdefghijklmnopqrstuvwxyzMHabcdefghijklmnopqrs"
    "tuwxyz"
    "MIabcdefghijklmnopqrstuwxyzMJabcdeghijklmnopqrstuvwxyzMKabcefghijklmnopqrstuvwxyzMLabcdefhijklmnopqrsuvw"
    "xz"
    "MMabcdefghijklmnopqrtuvwxyzMNabcdefghijklmnopqrstuvwxyzMOacdefghijkmopqrstuvwxyzMPabcdeghijklmnopqrstuvw"
    "xyz"
    "MQabcefghijklmnopqrstuvwxyzMRabcdefghjklmnopqrstuvwxyzMSbcdefghijklmnopqrstuvwxyzMTabcdefghijklmnopqrstu"
    "vwxy"
    "MUabcdeghijklmnopqrstuvxyzMVabdefghiklmnopqrstuvwxyzMWabcdefghijklmnopqrstuvwxyzMXabcdefghijklmnopqrstuv"
    "wxyz"
    "MYbcdefghijklmnopqrstuvwxyzMZabcdeghijklmnopqrstuvwxyzNAabcdefghijklmnopqrstwxyzNBabcdefghijkmnopqrstuvw"
    "xy"
    "NCabcdefghijklmnopqrstuxzNDabcdfghijklmnpqrstuvwxyzNEabcdefghijkmnoqrstuvwxyzNFadlruNGabcdefghijklmnopqr"
    "stuvwxyz"
    "NHabcdefghikmnopqrtuvwxyzNIabcdefghijklmnoqrstuvwxyzNJabdhijlmnorstuxyzNKabcdefghijkmnopqrstuvwxz"
    "NLacegijklmnoqruvwxyzNMabcdefghijklmnopqrstuvwxyzNNabcdefghijklmnpqrstuvwxyzNOacdefghijklmnopqstuvwyz"
    "NPabghilnosuxyNQgklmnoqtyNRabcefgiklmnprtuxzNSabcdefghiklmnopqrstuvwxyzNTdegijkmoprsuwxyz"
    "NUabcdefghijklmnopqrstuvwxyzNVhmoNWabcegimorwxyNXadegiklmnoqruxNYbcdefghijklmnopqrstuvwxyNZabdikmrsuyzOA"
    "ackrv"
    "OBiklmortuOCahmouODaktuOFosuOGbcegouOHtuOIaenOJbcgpsvwOKabcdeghijklmnorsuvxzOLadekmortuOMabcegiklnopqrtu"
    "vwxy"
    "ONabegijknoprstuwxOOdgnrsOPakmotyORaceghnorstuvwxyzOSacinoptuxOTabdeiklmnoqrstuwxyzOUabeimnOVdOWilOYbdmy"
    "OZm"
    "PAabcdefghiklmopqrstuvwxyzPBbcefghilmnoprstuvyzPCabcdefghijklmnprwPDacinotuPEabdefghijklmopqsvxyzPFael"
    "PGadgiklnsuyzPHadghijklmnoqrtuvwPIabcdefghijlmnoprstuvwxyzPJtPKabcghnoprstuPLabcdefghjklnopqrstuvwyz"
    "PMabcdefhijklmnoqrstuwxyzPNabcdeghijklmnopqrstuvwxyzPOcdefghikmnopqstvwxyzPPaeiklmnopqrstuPQaemw"
    "PRabcdefghiklmnopqrstuwxyzPSacdeghilmnopqrstuwyPTahinopqrtuvwyPUabcdefgijkmopqrtuwxyzPWabgimnorwPXmPYemn"
    "suxy"
    "PZehnQUabcdfghiklmnpqrsvwxyzQVacehijlmnopswyzQWacehmstQXachlnopqrstuwQYapRAabcdfghijklmnopqrstuvwxyzRBbk"
    "lpRCfRDb"
    "REabegijlmnrstyRGaeknrsuRHgpRIabeflmnrtuRJgisRKabhimtwRMabcdefghiklmnopqrstuvwxyzRNabdglnprwROabcdefglmo"
    "pruwRPnt"
    "RRimotRSbiklmnwRTchmswRUbcefghikopqtuyzRWaklmorRXdwRYnsuRZhSAabcdefhijklmopqrstuvwxyz"
    "SBabcdefghijklmnopqrstuvwxyzSCabefghiklnopqstuvwxSDabcefghjklmnopqrstuvxzSEabcdefghijklmnopqrstuvwyzSFbe"
    "msw"
    "SGabcdeghijklmnoprstuwxyzSHabcdeghijklmnopqrstuvwxyzSIabdefghijklmopqrstuvwxyzSJabcdegklmnoprstuw"
    "SKabcdefghijkmnopqrstuvwxyzSLacdefghijlmnpqrstuwxyzSMabcdfghijklmnpqrstuvwxyzSNbcefghijklmnopqrsuvwxyz"
    "SOabcdeghijklnopqrsuvwxyzSPbcdegiklmnopqrstuvxySQahjkmnoqrstuxSRabcefghiklmnoqrstuvwxyz"
    "SSabcdefghijklmnopqrstuvxyzSTabdefghijklmnopqrstuvwySUabcegijklmoqrstvwxyzSVabcekmrsxSWbcfghijklmnopqrst"
    "uvwxy"
    "SXbcegklmnorsuwSYabcdiklmnorswxySZabcdeglnpsvwyTAabcdefgijklnopqrsuvwxyzTBabcdefghijklmnopqrstuvwxyz"
    "TCabcdefghiklmnopqstuwxyzTDabcdefghijklmnoqrstuvxyTEabcdefghikmnopqrstuvwxyzTFinortTGabcdefghijnopqrstuv"
    "wxyz"
    "THcdefhiklmnpqrstuvwxyzTIacdefghijklmnopqstuvwxyzTJagijlmnopsuwTKabdefgklmnpqrstuvwxzTLabcdfghijklmnopqr"
    "stuvwxy"
    "TMabcdefghijklmnopqrstuvwyzTNabcdefghiklmnopqrstuvwxyzTObcdefghijklmopqrsuvwxyzTPacefgijklmnopqrtuvwxyz"
    "TQblmnopqrtuwTRabcdefghijklmnopqrstuvwxyzTSabcdefghijklmpqrstuvwxyzTTabcdefghijklmnopqrstuvwyz"
    "TUabcdefghijlmnopqstuvwxyzTVadeiklmnostuwxyTWabcdefghlmnopqrtuwxyTXabceghijmnoqrstuxyTYaehijlnprstuvxyz"
    "TZahjlmnoxUAmnrUBailruyUDaegijlmuUEsUFiUGabehnoyUHanUIsvUJiUKaghiklpqsuvwyULabcefiklmnuwyUMabcdgimnoprsu"
    "UNadegikmnpruxzUOknUPivURabcefghijklmnoprtuvwxyzUSahikpsuUTaehpruUUmnruUVehlUWaUYaUZnsVAaefghijlmnoprsuv"
    "yVBbk"
    "VEcdlmoprVGrtVIcdfglnstvVJkVKaijklmnoptuzVLpsVMabcdefghijklmpqrsuvwxyzVNkmpVOrtVRaostVSilnvVToVUmntVWa"
    "WAabcdefghijklmnopqrstuvwxyzWBabefhijklmpqrstvwWCaiWDdgjktuyWEacdghimnoprstuwWFgWGabgiouwyWHagku"
    "WIbcefghijklmnrtuvwyWJaiWKabdlruwyWLaceghiklmorsuvwxyWMabcdeghimnostwxWNbcdegikmnopuwyWOabcdefgikmnorswy"
    "WPc"
    "WRabdghiklmnoprsuvwxyzWSagikrsuvWTbfhikmwWUabdhlmnrtuvxyWWaborwWXawWYabimnryXAabcdegijklmnopqrstuvwy"
    "XBabcdegijmnoprwxyXCbceghlmnortuvwyXDackmoqyXEbdglmprstuXFaXGabdfgilmnruwXHacdemrtuvXIabilnprsvyXJbt"
    "XKabcdefghijklnopqrstuvwxyzXLabcdeginopsuyXMabcdefghjklmnopqrstuvwxyzXNabdghijkmnoqrstuyzXOcdgikmnoprw"
    "XPabcdefghijklmnopqrstuvwxyzXQatXRabdegimnqrtuwXSabcdehijlmnopqrsuvyXTabcdeghijlmnopqrstuvwyzXUabdgjlmno"
    "prtu"
    "XVeinosXWacdegjklortwXXbkmrtXYabjkltyXZhmpYAabcdefghijklmnopqrstuvwxyzYBabdehijklmnoxyYChlnprYDadegks"
    "YEaceijlnrstuvyYGailmprsuwYHadlsYIafghijklmnpqrstuvxyzYKaghiklmnortuyYLabegilmnoruyYMabcdeghiklmnopqrstx"
    "z"
    "YNabdeghklnoqsuYObgiklmnstxyYPabghkmnopzYRabeiklmnoswyYScdglmnoprsyYTalpwyYUabcdefgijklmnpqrtuwxyzYVat"
    "YWaglnqrtuwYXaglmuyYYruzYZgkZAabcdefghijklmopqrstuvwxyzZBaceltuwZCadhZDjZEaghmnZGabhmnrZHbdinwxZIabklmnr"
    "wz"
    "ZKabdghknoprtuvzZLaejmnqsuwZMabcdefghijklmnopqrstuvwxyzZNadegksZOchmoqrsZPabcdefghijklmnopqrstuvwxyzZQeZ"
    "Ragnops"
    "ZSaklmruZTeglmnpqstuxyZUahmnyZWaZXxZYbgjnpZZaj";

constexpr std::string_view extended_languages =
    "aaoabhabvacmacqacwacxacyadfadsaebaecaedaenafbafgajpajsapcapdarbarqarsaryarzaseasfaspasqaswauzavlayhaylay"
    "naypbbz"
    "bfibfkbjnbogbqnbqybtjbvebvlbvubzscdocdscjycmncnpcoacpxcsccsdcsecsfcsgcslcsncspcsqcsrcsxczhczodoqdsedslds"
    "zdupecs"
    "ehseslesnesoethfcsfsefslfssgangdsgomgsegsggsmgssgushabhafhakhdshjihkshnmhoshpshshhslhsnicliksilsinlinsis"
    "eisgisr"
    "jakjaxjcsjhsjksjlsjosjsljuskgiknnkvbkvkkvrkxdlbslcelcflgsliwllslsblsclsglsllsnlsolsplstlsvlswlsyltgluhlv"
    "slwslzh"
    "maxmdlmeomfamfbmfsminmnpmqgmremsdmsimsrmuimzcmzgmzynannbsncsnsinslnspnsrnzsoklornorspelpgapgzpksprlprzps"
    "cpsdpse"
    "psgpslpsopsppsrpysribrmsrnbrsirslrsmrsnsdlsfbsfssggsgxshusjcslfslssqksqssqxsshsspssrsvkswcswhswlsyyszstm"
    "wtsetsm"
    "tsqtsstsytzaugnugyukluksurkuznuzsvgtvkkvktvsivslvsvwbswuuxkixmlxmmxmsydsygsyhsyslysmyuezibzlmzmizslzsm";

constexpr std::string_view scripts = "AdlmAfakAghbAhomArabAranArmiArmnAvstBaliBamuBassBatkBengBerfBhksBlisBop"
                                     "oBrahBraiBugiBuhdCakmCansCariChamCherChis"
                                     "ChrsCirtCoptCpmnCprtCyrlCyrsDevaDiakDogrDsrtDuplEgydEgyhEgypElbaElymEth"
                                     "iGaraGeokGeorGlagGongGonmGothGranGrekGujr"
                                     "GukhGuruHanbHangHaniHanoHansHantHatrHebrHiraHluwHmngHmnpHntlHrktHungInd"
                                     "sItalJamoJavaJpanJurcKaliKanaKawiKharKhmr"
                                     "KhojKitlKitsKndaKoreKpelKraiKthiLanaLaooLatfLatgLatnLekeLepcLimbLinaLin"
                                     "bLisuLomaLyciLydiMahjMakaMandManiMarcMaya"
                                     "MedfMendMercMeroMlymModiMongMoonMrooMteiMultMymrNagmNandNarbNbatNewaNkd"
                                     "bNkgbNkooNshuOgamOlckOnaoOrkhOryaOsgeOsma"
                                     "OugrPalmPaucPcunPelmPermPhagPhliPhlpPhlvPhnxPiqdPlrdPrtiPsinRanjRjngRoh"
                                     "gRoroRunrSamrSaraSarbSaurSealSgnwShawShrd"
                                     "ShuiSiddSidtSindSinhSogdSogoSoraSoyoSundSunuSyloSyrcSyreSyrjSyrnTagbTak"
                                     "rTaleTaluTamlTangTavtTayoTeluTengTfngTglg"
                                     "ThaaThaiTibtTirhTnsaTodrTolsTotoTutgUgarVaiiVispVithWaraWchoWoleXpeoXsu"
                                     "xYeziYiiiZanbZinhZmthZsyeZsymZxxxZyyyZzzz";

// Regions beside ISO 3166-1: reserved and former ones, and groups of countries by their number (UN M.49).
constexpr std::string_view more_regions =
    "AA AC AN BU CP CQ CS DD DG EA EU EZ FX IC NT SU TA TP UN YD YU ZR ZZ 001 002 003 005 009 011 013 014 "
    "015 017 018 "
    "019 021 029 030 034 035 039 053 054 057 061 142 143 145 150 151 154 155 202 419";

constexpr std::string_view variants = "1606nict 1694acad 1901 1959acad 1994 1996 abl1943 akhmimic akuapem "
                                      "alalc97 aluku anpezo ao1990 aranes arevela "
                                      "arevmda arkaika asante auvern baku1926 balanka barla basiceng bauddha "
                                      "bciav bcizbl biscayan biske blasl bohairic "
                                      "bohoric boont bornholm cisaup colb1945 cornu creiss dajnko ekavsk "
                                      "emodeng fascia fayyumic fodom fonipa fonkirsh "
                                      "fonnapa fonupa fonxsamp gallo gascon gherd grclass grital grmistr "
                                      "hanoi hepburn heploc hognorsk hsistemo huett "
                                      "ijekavsk itihasa ivanchov jauer jyutping kkcor kleinsch kociewie "
                                      "kscor laukika leidentr lemosin lengadoc lipaw "
                                      "ltg1929 ltg2007 luna1918 lycopol mdcegyp mdctrans mesokem metelko "
                                      "monoton ndyuka nedis newfound nicard njiva "
                                      "nulik osojs oxendict pahawh2 pahawh3 pahawh4 pamaka peano pehoeji "
                                      "petr1708 pinyin polyton provenc puter rigik "
                                      "rozaj rumgr sahidic saigon scotland scouse simple solba sotav "
                                      "spanglis surmiran sursilv sutsilv synnejyl tailo "
                                      "tarask tongyong tunumiit uccor ucrcor ulster unifon vaidika valbadia "
                                      "valencia vallader vecdruka viennese "
                                      "vivaraup wadegile xsistemo";

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool are_capitals(std::string_view text) { return std::ranges::all_of(text, is_capital); }
bool are_digits(std::string_view text) { return std::ranges::all_of(text, base::is_digit); }

std::string in_capitals(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; });
    return out;
}
std::string in_small_letters(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return is_capital(c) ? static_cast<char>(c | 0x20) : c; });
    return out;
}

// Is the code in a list of codes of one length? `step` is the length of a code with the blank behind it, if
// there is one.
bool is_listed_in(std::string_view list, std::string_view code, std::size_t step) {
    for (std::size_t at = 0; at < list.size(); at += step) {
        if (list.substr(at, code.size()) == code) {
            return true;
        }
    }
    return false;
}

bool is_three_letter_language(std::string_view subtag) {
    const std::string first = in_capitals(subtag.substr(0, 2));
    const char third = in_small_letters(subtag)[2];
    // a pair of capitals never begins in the middle of another one: small letters are between
    const std::size_t at = three_letter_languages.find(first);
    if (at == std::string_view::npos) {
        return false;
    }
    const std::string_view thirds = three_letter_languages.substr(at + 2);
    const auto end = std::ranges::find_if(thirds, is_capital);
    return std::find(thirds.begin(), end, third) != end;
}

} // namespace

bool is_country_code(std::string_view code) {
    const bool is_number = code.size() == 3 && are_digits(code);
    if (!is_number && (code.size() < 2 || code.size() > 3 || !are_capitals(code))) {
        return false;
    }
    const std::size_t place = is_number ? 5 : code.size() == 3 ? 2 : 0;
    for (std::size_t at = 0; at < countries.size(); at += country_size) {
        if (countries.substr(at + place, code.size()) == code) {
            return true;
        }
    }
    return is_number ? code[0] == '9' : is_own_country(code);
}

bool is_registered_language(std::string_view subtag) {
    if (subtag.size() == 2) {
        return is_listed_in(two_letter_languages, in_small_letters(subtag), 2);
    }
    const std::string small = in_small_letters(subtag);
    const bool is_private = small >= "qaa" && small <= "qtz";
    return subtag.size() == 3 && (is_private || is_three_letter_language(subtag));
}

bool is_registered_extended_language(std::string_view subtag) {
    return subtag.size() == 3 && is_listed_in(extended_languages, in_small_letters(subtag), 3);
}

bool is_registered_script(std::string_view subtag) {
    const std::string small = in_small_letters(subtag);
    const std::string written =
        in_capitals(small.substr(0, 1)) + small.substr(std::min<std::size_t>(small.size(), 1));
    const bool is_private = small >= "qaaa" && small <= "qabx";
    return subtag.size() == 4 && (is_private || is_listed_in(scripts, written, 4));
}

bool is_registered_region(std::string_view subtag) {
    const std::string code = in_capitals(subtag);
    const bool is_number = code.size() == 3;
    return base::is_word_of(more_regions, code) || (!is_number && is_country_code(code));
}

bool is_registered_variant(std::string_view subtag) {
    return base::is_word_of(variants, in_small_letters(subtag));
}

} // namespace renkei::terminology
